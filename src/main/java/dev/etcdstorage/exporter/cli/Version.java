package dev.etcdstorage.exporter.cli;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.util.Objects;
import java.util.jar.Attributes;
import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the jar; "dev" when classes run from a folder. */
final class Version implements IVersionProvider {
  static String current() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }

  @Override
  public String[] getVersion() throws IOException {
    return lines(current(), manifest());
  }

  /** The jar's own manifest: other jars of the class path have manifests too. */
  private static Attributes manifest() throws IOException {
    URL own = Objects.requireNonNull(Version.class.getResource("Version.class"));
    return own.openConnection() instanceof JarURLConnection jar
        ? jar.getMainAttributes()
        : new Attributes();
  }

  static String[] lines(String version, Attributes manifest) {
    return new String[] {
      "etcd-storage-exporter " + version,
      "commit " + of(manifest, "Build-Commit") + ", sources of " + of(manifest, "Build-Time"),
      "java " + Runtime.version()
    };
  }

  private static String of(Attributes manifest, String name) {
    String value = manifest.getValue(name);
    return value == null ? "unknown" : value;
  }
}
