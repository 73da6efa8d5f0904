package dev.etcdstorage.exporter.cli;

import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the jar; "dev" when classes run from a folder. */
final class Version implements IVersionProvider {
  static String current() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }

  @Override
  public String[] getVersion() {
    return new String[] {"etcd-storage-exporter " + current(), "java " + Runtime.version()};
  }
}
