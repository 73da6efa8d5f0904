package dev.etcdstorage.exporter.testkit;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** One real etcd and the etcdctl that goes with it. */
public record EtcdBinary(EtcdVersion version, Path etcd, Path etcdctl) {

  /** This one, with the etcdctl beside it if there is one. */
  public static EtcdBinary at(Path etcd) {
    return new EtcdBinary(versionOf(etcd), etcd, etcd.resolveSibling("etcdctl"));
  }

  /** Asks the program itself for its version: a folder's name may lie. */
  static EtcdVersion versionOf(Path etcd) {
    Command.Result answer = Command.run(List.of(etcd.toString(), "--version"), Map.of(), "");
    if (answer.exitCode() != 0) {
      throw new AssertionError(etcd + " --version failed: " + answer.stderr());
    }
    return EtcdVersion.in(answer.stdout());
  }

  @Override
  public String toString() {
    return "etcd " + version;
  }
}
