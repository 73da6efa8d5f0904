package dev.etcdstorage.exporter.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.data.EtcdTls;
import dev.etcdstorage.exporter.testkit.data.IssuedCertificate;
import dev.etcdstorage.exporter.testkit.data.KeyForm;
import dev.etcdstorage.exporter.testkit.data.TestCertificates;
import dev.etcdstorage.exporter.testkit.real.EndpointStatus;
import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.EtcdBinary;
import dev.etcdstorage.exporter.testkit.real.EtcdLaunch;
import dev.etcdstorage.exporter.testkit.real.Etcdctl;
import dev.etcdstorage.exporter.testkit.real.RealCluster;
import dev.etcdstorage.exporter.testkit.real.RunningCommand;
import dev.etcdstorage.exporter.testkit.real.Writer;
import dev.etcdstorage.exporter.testkit.util.Json;
import dev.etcdstorage.exporter.testkit.util.Poll;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The packaged program against a full etcd: what a person would type, and what kills it. */
class RecoverCommandIT {
  private static final long QUOTA = 16L << 20;
  private static final String SECRET = "root-secret-4711";

  @TempDir private Path folder = Path.of("");

  static List<EtcdBinary> versions() {
    return EtcdBinaries.lines();
  }

  private static RealCluster full(EtcdBinary binary) {
    RealCluster etcd = RealCluster.start(EtcdLaunch.of(binary).quotaBytes(QUOTA), 3);
    try (Writer writer = Writer.to(etcd.leader().endpoint())) {
      fill(writer);
      Poll.until(
          "every member lists the alarm",
          Duration.ofSeconds(20),
          () ->
              etcd.etcdctl().endpointStatus().stream()
                  .noneMatch(status -> status.errors().isEmpty()));
      return etcd;
    } catch (RuntimeException | Error e) {
      etcd.close();
      throw e;
    }
  }

  private static void fill(Writer writer) {
    writer.fill("/live/", 500, 100);
    writer.overwriteUntilNoSpace("/history", 256 << 10);
  }

  private static List<Long> raftIndexes(RealCluster etcd) {
    return etcd.etcdctl().endpointStatus().stream().map(EndpointStatus::raftIndex).toList();
  }

  private static void assertWell(Etcdctl etcdctl) {
    assertThat(etcdctl.alarms()).isEmpty();
    assertThat(etcdctl.endpointStatus())
        .allSatisfy(status -> assertThat(status.dbSize()).isLessThan(QUOTA / 4));
    assertThat(etcdctl.count("/live/")).isEqualTo(500);
    assertThat(etcdctl.count("/etcd-storage-exporter/")).isZero();
    etcdctl.put("/after", "well");
  }

  @ParameterizedTest
  @MethodSource("versions")
  void killedAfterEachStepItComesToTheEndAllTheSame(EtcdBinary binary) throws IOException {
    try (RealCluster etcd = full(binary)) {
      List<String> steps =
          List.of("plan", "snapshot", "compact", "settle", "defrag", "disarm", "canary");
      for (String step : steps) {
        Path audit = folder.resolve(step + ".jsonl");
        try (RunningCommand recover =
            RunningCommand.in(
                folder,
                "recover",
                "--endpoints=" + etcd.leader().endpoint(),
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
        assertThat(etcd.etcdctl().count("/live/")).isEqualTo(500);
      }

      try (RunningCommand recover =
          RunningCommand.in(
              folder,
              "recover",
              "--endpoints=" + etcd.leader().endpoint(),
              "--yes",
              "--no-snapshot",
              "--audit-log=" + folder.resolve("last.jsonl"))) {
        assertThat(recover.exitCode()).as(recover.output()).isZero();
      }
      assertWell(etcd.etcdctl());
      assertThat(folder.resolve("snapshot.db")).isNotEmptyFile();
      assertThat(folder.resolve("snapshot.db.part")).doesNotExist();
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void dryRunTellsAllAndChangesNothing(EtcdBinary binary) {
    try (RealCluster etcd = full(binary)) {
      List<Long> before = raftIndexes(etcd);

      try (RunningCommand recover =
          RunningCommand.in(folder, "recover", "--endpoints=" + etcd.leader().endpoint())) {
        assertThat(recover.exitCode()).as(recover.output()).isZero();
        assertThat(recover.output())
            .contains("NOSPACE is up", "etcd-0", "etcd-1", "etcd-2", "To do it, add --yes:");
      }

      assertThat(raftIndexes(etcd)).isEqualTo(before);
      assertThat(folder.toFile().list()).containsExactly("output");
    }
  }

  /** The member at work is waited for, the next is left alone. */
  @ParameterizedTest
  @MethodSource("versions")
  void ctrlCEndsItBetweenTwoMembersAndTheNextRunGoesOn(EtcdBinary binary) {
    try (RealCluster etcd = full(binary)) {
      Path audit = folder.resolve("audit.jsonl");
      String[] command = {
        "recover",
        "--endpoints=" + etcd.leader().endpoint(),
        "--yes",
        "--no-snapshot",
        "--audit-log=" + audit
      };
      try (RunningCommand recover = RunningCommand.in(folder, command)) {
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

      try (RunningCommand recover = RunningCommand.in(folder, command)) {
        assertThat(recover.exitCode()).as(recover.output()).isZero();
      }
      assertWell(etcd.etcdctl());
    }
  }

  /** Root user, server and client certificates; and no secret in what it writes. */
  @ParameterizedTest
  @MethodSource("versions")
  void worksWithUsersAndTls(EtcdBinary binary) throws IOException {
    TestCertificates ca = TestCertificates.authority("etcd-ca");
    Path caFile = ca.writeCertificate(folder.resolve("ca.crt"));
    IssuedCertificate server = ca.server("127.0.0.1", "localhost");
    Path cert = server.writeCertificate(folder.resolve("server.crt"));
    Path key = server.writeKey(folder.resolve("server.key"), KeyForm.PKCS8);
    EtcdTls tls = new EtcdTls(cert, key, caFile, true);
    EtcdLaunch launch = EtcdLaunch.of(binary).quotaBytes(QUOTA).flag("--bcrypt-cost=4").tls(tls);
    try (RealCluster etcd = RealCluster.start(launch, 3);
        Writer writer = writer(etcd.leader().endpoint(), tls)) {
      fill(writer);
      etcd.etcdctl().enableAuth(SECRET);
      Etcdctl root = etcd.etcdctl().withUser("root", SECRET);
      Path password = Files.writeString(folder.resolve("password"), SECRET + "\n");

      try (RunningCommand recover =
          RunningCommand.in(
              folder,
              "recover",
              "--endpoints=" + etcd.leader().clientUrl(),
              "--cacert=" + caFile,
              "--cert=" + cert,
              "--key=" + key,
              "--user=root",
              "--password-file=" + password,
              "--yes",
              "--snapshot-dir=" + folder,
              "--audit-log=audit.jsonl")) {
        assertThat(recover.exitCode()).as(recover.output()).isZero();
        assertThat(recover.output()).contains("RECOVERED").doesNotContain(SECRET);
      }
      assertWell(root);
      String audit = Files.readString(folder.resolve("audit.jsonl"));
      assertThat(audit).doesNotContain(SECRET);
      List<String> outcomes = new ArrayList<>();
      for (String line : audit.lines().toList()) {
        outcomes.add(Json.parse(line).text("outcome"));
      }
      assertThat(outcomes).contains("done").doesNotContain("failed");
    }
  }

  private static Writer writer(String endpoint, EtcdTls tls) throws IOException {
    return Writer.on(
        NettyChannelBuilder.forTarget(endpoint)
            .sslContext(
                GrpcSslContexts.forClient()
                    .trustManager(tls.trustedCa().toFile())
                    .keyManager(tls.cert().toFile(), tls.key().toFile())
                    .build())
            .build());
  }
}
