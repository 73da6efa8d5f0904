package dev.etcdstorage.exporter.testkit.real;

import dev.etcdstorage.exporter.testkit.util.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** One real etcd and the etcdctl that goes with it. */
public record EtcdBinary(EtcdVersion version, Path etcd, Path etcdctl) {

  /** This one, with the etcdctl beside it if there is one. */
  public static EtcdBinary at(Path etcd) {
    return new EtcdBinary(versionOf(etcd), etcd, etcd.resolveSibling("etcdctl"));
  }

  /**
   * Its etcdutl, which works on files: beside etcd in Debian's packages, beside etcdctl elsewhere.
   * Fails on 3.4, which has none.
   */
  public Path etcdutl() {
    return Stream.of(etcd, etcdctl)
        .map(program -> program.resolveSibling("etcdutl"))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new AssertionError("No etcdutl beside " + etcd + " or " + etcdctl));
  }

  /** bbolt's own tool, which is built with etcd 3.6 and 3.7. */
  public Path bbolt() {
    Path bbolt = etcdctl.resolveSibling("bbolt");
    if (!Files.isExecutable(bbolt)) {
      throw new AssertionError(
          "No bbolt beside " + etcdctl + ": run ./test tools, which builds it");
    }
    return bbolt;
  }

  /**
   * The program that restores a snapshot: etcdctl on 3.4, etcdutl since; 3.6 dropped the former.
   */
  public Path restorer() {
    return version.isAtLeast("3.5") ? etcdutl() : etcdctl;
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
