package dev.etcdstorage.exporter.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.data.EtcdTls;
import dev.etcdstorage.exporter.testkit.data.ScrapedPage;
import dev.etcdstorage.exporter.testkit.data.TestCertificates;
import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.EtcdBinary;
import dev.etcdstorage.exporter.testkit.real.EtcdLaunch;
import dev.etcdstorage.exporter.testkit.real.Etcdctl;
import dev.etcdstorage.exporter.testkit.real.RealCluster;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import dev.etcdstorage.exporter.testkit.real.RunningExporter;
import dev.etcdstorage.exporter.testkit.real.Writer;
import dev.etcdstorage.exporter.testkit.util.Poll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Maintenance by the daemon where etcd has users and wants client certificates. */
class MaintenanceSecuredIT {
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final String SECRET = "root-secret-4711";
  private static final String ALICES = "alice-secret-4713";

  /** A tenth of it is worth a defragmentation, so that little has to be written. */
  private static final long QUOTA = 64 << 20;

  @TempDir private Path folder = Path.of("");

  static List<EtcdBinary> versions() {
    return EtcdBinaries.lines();
  }

  @ParameterizedTest
  @MethodSource("versions")
  void rootDefragmentsEachMemberOnceAndAUserWithoutTheRightNone(EtcdBinary binary)
      throws IOException {
    EtcdTls tls = tls();
    // Tokens end between two looks of the exporter, and while a member is at work.
    EtcdLaunch launch =
        EtcdLaunch.of(binary)
            .quotaBytes(QUOTA)
            .flag("--bcrypt-cost=4")
            .flag("--auth-token-ttl=1")
            .tls(tls);
    try (RealCluster etcd = RealCluster.start(launch, 3)) {
      fragment(etcd, tls);
      etcd.etcdctl().addRole("app", "/app/");
      etcd.etcdctl().addUser("alice", ALICES);
      etcd.etcdctl().grantRole("alice", "app");
      etcd.etcdctl().enableAuth(SECRET);

      // Given a user who may not, then nothing begins, and the log says what is missing
      try (RunningExporter alice = maintain(etcd, tls, "alice", ALICES)) {
        Poll.until(
            () -> "maintenance is refused:\n" + alice.log(),
            SOON,
            () -> !alice.logged("maintenance was refused").isEmpty());
        assertThat(alice.logged("maintenance was refused", "permission denied")).isNotEmpty();
        assertThat(alice.log()).doesNotContain("secret-47");
      }
      assertThat(etcd.members())
          .allSatisfy(member -> assertThat(member.log()).doesNotContain("starting defragment"));

      // Given root, then all of it is done
      try (RunningExporter root = maintain(etcd, tls, "root", SECRET)) {
        Poll.until(
            () -> "it is done:\n" + root.log(),
            SOON,
            () -> !root.logged("maintenance is done").isEmpty());
        ScrapedPage page = root.metrics();
        for (RealEtcd member : etcd.members()) {
          assertThat(member.log().split("starting defragment", -1)).hasSize(2);
          assertThat(
                  page.value(
                      "etcd_storage_maintenance_runs_total",
                      "member",
                      member.name(),
                      "result",
                      "success"))
              .isEqualTo(1);
        }
        assertThat(root.log()).doesNotContain("secret-47");
      }
      Etcdctl ctl = etcd.etcdctl().withUser("root", SECRET);
      assertThat(ctl.count("/etcd-storage-exporter/lock")).isZero();
      assertThat(ctl.count("/etcd-storage-exporter/runs/")).isEqualTo(3);
      assertThat(ctl.endpointStatus())
          .allSatisfy(status -> assertThat(status.dbSize()).isLessThan(8 << 20));
    }
  }

  private EtcdTls tls() {
    TestCertificates ca = TestCertificates.authority("etcd-ca");
    return ca.etcdTls(folder, ca.server("127.0.0.1", "localhost"));
  }

  private static void fragment(RealCluster etcd, EtcdTls tls) {
    try (Writer writer =
        Writer.overTls(etcd.leader().endpoint(), tls.trustedCa(), tls.cert(), tls.key())) {
      writer.fill("/live/", 8, 256 << 10);
      writer.overwrite("/dead", 80, 256 << 10);
      writer.compactPhysically(etcd.leader().etcdctl().status().revision());
    }
    etcd.awaitFreePages();
  }

  private RunningExporter maintain(RealCluster etcd, EtcdTls tls, String user, String password)
      throws IOException {
    Path file = Files.writeString(folder.resolve(user), password + "\n");
    return RunningExporter.start(
        "--endpoints",
        etcd.leader().clientUrl(),
        "--cluster",
        "--cacert=" + tls.trustedCa(),
        "--cert=" + tls.cert(),
        "--key=" + tls.key(),
        "--user=" + user,
        "--password-file=" + file,
        "--keyspace=off",
        "--maintenance.enabled");
  }
}
