package dev.etcdstorage.exporter.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.maintenance.recover.Full;
import dev.etcdstorage.exporter.testkit.data.EtcdTls;
import dev.etcdstorage.exporter.testkit.data.TestCertificates;
import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.EtcdBinary;
import dev.etcdstorage.exporter.testkit.real.EtcdLaunch;
import dev.etcdstorage.exporter.testkit.real.Etcdctl;
import dev.etcdstorage.exporter.testkit.real.RealCluster;
import dev.etcdstorage.exporter.testkit.real.RunningCommand;
import dev.etcdstorage.exporter.testkit.real.Writer;
import dev.etcdstorage.exporter.testkit.util.Json;
import dev.etcdstorage.exporter.testkit.util.Poll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The packaged program against a full etcd: what a person would type, and what kills it. */
class RecoverCommandIT {
  private static final String SECRET = "root-secret-4711";

  @TempDir private Path folder = Path.of("");

  static List<EtcdBinary> versions() {
    return EtcdBinaries.lines();
  }

  private RunningCommand recover(RealCluster etcd, String... flags) {
    return RunningCommand.in(
        folder,
        Stream.concat(
                Stream.of("recover", "--endpoints=" + etcd.leader().endpoint()), Stream.of(flags))
            .toArray(String[]::new));
  }

  private RunningCommand recoverWithoutSnapshot(RealCluster etcd, Path audit) {
    return recover(etcd, "--yes", "--no-snapshot", "--audit-log=" + audit);
  }

  @ParameterizedTest
  @MethodSource("versions")
  void killedAfterEachStepItComesToTheEndAllTheSame(EtcdBinary binary) throws IOException {
    try (RealCluster etcd = Full.cluster(binary)) {
      List<String> steps =
          List.of("plan", "snapshot", "compact", "settle", "defrag", "disarm", "canary");
      for (String step : steps) {
        Path audit = folder.resolve(step + ".jsonl");
        try (RunningCommand recover =
            recover(
                etcd,
                "--yes",
                "--snapshot-file=" + folder.resolve("snapshot.db"),
                "--audit-log=" + audit)) {
          String last = "\"step\":\"" + step + "\"";
          Poll.until(
              () -> step + " is written down; it said:\n" + recover.output(),
              Duration.ofSeconds(60),
              () ->
                  !recover.isRunning()
                      || (Files.exists(audit)
                          && Files.readString(audit)
                              .lines()
                              .anyMatch(line -> line.contains(last) && !line.contains("begun"))));
          recover.kill9();
        }
        assertThat(etcd.etcdctl().count(Full.LIVE)).isEqualTo(Full.LIVE_KEYS);
      }

      try (RunningCommand recover = recoverWithoutSnapshot(etcd, folder.resolve("last.jsonl"))) {
        assertThat(recover.exitCode()).as(recover.output()).isZero();
      }
      Full.assertRecovered(etcd.etcdctl());
      assertThat(folder.resolve("snapshot.db")).isNotEmptyFile();
      assertThat(folder.resolve("snapshot.db.part")).doesNotExist();
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void dryRunTellsAllAndChangesNothing(EtcdBinary binary) {
    try (RealCluster etcd = Full.cluster(binary)) {
      List<Long> before = etcd.raftIndexes();

      try (RunningCommand recover = recover(etcd)) {
        assertThat(recover.exitCode()).as(recover.output()).isZero();
        assertThat(recover.output())
            .contains("NOSPACE is up", "etcd-0", "etcd-1", "etcd-2", "To do it, add --yes:");
      }

      assertThat(etcd.raftIndexes()).isEqualTo(before);
      assertThat(folder.toFile().list()).containsExactly("output");
    }
  }

  /** The member at work is waited for, the next is left alone. */
  @ParameterizedTest
  @MethodSource("versions")
  void ctrlCEndsItBetweenTwoMembersAndTheNextRunGoesOn(EtcdBinary binary) {
    try (RealCluster etcd = Full.cluster(binary)) {
      Path audit = folder.resolve("audit.jsonl");
      try (RunningCommand recover = recoverWithoutSnapshot(etcd, audit)) {
        Poll.until(
            () -> "a member is at work; it said:\n" + recover.output(),
            Duration.ofSeconds(60),
            () ->
                Files.exists(audit)
                    && Files.readString(audit)
                        .lines()
                        .anyMatch(
                            line ->
                                line.contains("defrag")
                                    && line.contains("member")
                                    && line.contains("begun")));
        recover.signal("INT");
        assertThat(recover.exitCode()).isEqualTo(1);
        assertThat(recover.output())
            .contains("stopping after the current step", "STOPPED before the end of defrag");
      }
      assertThat(etcd.etcdctl().alarms()).isNotEmpty();

      try (RunningCommand recover = recoverWithoutSnapshot(etcd, audit)) {
        assertThat(recover.exitCode()).as(recover.output()).isZero();
      }
      Full.assertRecovered(etcd.etcdctl());
    }
  }

  /** Root user, server and client certificates; and no secret in what it writes. */
  @ParameterizedTest
  @MethodSource("versions")
  void worksWithUsersAndTls(EtcdBinary binary) throws IOException {
    TestCertificates ca = TestCertificates.authority("etcd-ca");
    EtcdTls tls = ca.etcdTls(folder, ca.server("127.0.0.1", "localhost"));
    EtcdLaunch launch =
        EtcdLaunch.of(binary).quotaBytes(Full.QUOTA).flag("--bcrypt-cost=4").tls(tls);
    try (RealCluster etcd = RealCluster.start(launch, 3);
        Writer writer =
            Writer.overTls(etcd.leader().endpoint(), tls.trustedCa(), tls.cert(), tls.key())) {
      Full.fill(writer);
      etcd.etcdctl().enableAuth(SECRET);
      Etcdctl root = etcd.etcdctl().withUser("root", SECRET);
      Path password = Files.writeString(folder.resolve("password"), SECRET + "\n");

      try (RunningCommand recover =
          RunningCommand.in(
              folder,
              "recover",
              "--endpoints=" + etcd.leader().clientUrl(),
              "--cacert=" + tls.trustedCa(),
              "--cert=" + tls.cert(),
              "--key=" + tls.key(),
              "--user=root",
              "--password-file=" + password,
              "--yes",
              "--snapshot-dir=" + folder,
              "--audit-log=audit.jsonl")) {
        assertThat(recover.exitCode()).as(recover.output()).isZero();
        assertThat(recover.output()).contains("RECOVERED").doesNotContain(SECRET);
      }
      Full.assertRecovered(root);
      String audit = Files.readString(folder.resolve("audit.jsonl"));
      assertThat(audit).doesNotContain(SECRET);
      List<String> outcomes = new ArrayList<>();
      for (String line : audit.lines().toList()) {
        outcomes.add(Json.parse(line).text("outcome"));
      }
      assertThat(outcomes).contains("done").doesNotContain("failed");
    }
  }
}
