package dev.etcdstorage.exporter.testkit.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.data.MetricsText;
import dev.etcdstorage.exporter.testkit.util.Poll;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The harness itself: what it says of real etcd is so. */
class RealEtcdIT {
  private static final Duration SOON = Duration.ofSeconds(15);

  static List<EtcdBinary> binaries() {
    return EtcdBinaries.lines();
  }

  @Test
  void findsTheLinesThatTheProjectPromises() {
    assertThat(EtcdBinaries.lines())
        .extracting(binary -> binary.version().majorMinor())
        .containsExactly("3.4", "3.5", "3.6", "3.7");
    assertThat(EtcdBinaries.newest("3.5").version())
        .isGreaterThanOrEqualTo(EtcdVersion.in("3.5.16"));
  }

  @ParameterizedTest
  @MethodSource("binaries")
  void singleMemberTellsWhatEtcdctlTells(EtcdBinary binary) {
    try (RealEtcd etcd = RealEtcd.start(EtcdLaunch.of(binary).name("solo").quotaBytes(64 << 20));
        Writer writer = Writer.to(etcd.endpoint())) {
      writer.fill("/a/", 200, 1024);
      writer.overwrite("/b", 100, 1024);

      EndpointStatus status = etcd.etcdctl().status();

      assertThat(status.version()).isEqualTo(binary.version().toString());
      assertThat(status.memberId()).isEqualTo(etcd.memberId());
      assertThat(status.isLeader()).isTrue();
      assertThat(status.revision()).isEqualTo(301);
      assertThat(status.dbSize()).isGreaterThanOrEqualTo(status.dbSizeInUse()).isPositive();
      assertThat(etcd.etcdctl().count("/a/")).isEqualTo(200);
      assertThat(MetricsText.value(etcd.metricsPage(), "etcd_server_quota_backend_bytes"))
          .hasValue(64 << 20);
    }
  }

  @ParameterizedTest
  @MethodSource("binaries")
  void fillsUntilTheAlarmAndRecovers(EtcdBinary binary) {
    try (RealEtcd etcd = RealEtcd.start(EtcdLaunch.of(binary).quotaBytes(4 << 20));
        Writer writer = Writer.to(etcd.endpoint())) {
      assertThat(writer.fillUntilNoSpace("/full/", 64 << 10)).isPositive();
      assertThat(etcd.etcdctl().alarms())
          .containsExactly("memberID:" + Long.toUnsignedString(etcd.memberId()) + " alarm:NOSPACE");
      assertThat(etcd.etcdctl().status().errors()).isNotEmpty();

      // A restart under the alarm is ready all the same.
      etcd.restart();

      assertThat(writer.deleteAll("/full/")).isPositive();
      writer.compactPhysically(etcd.etcdctl().status().revision());
      etcd.etcdctl().defrag();
      etcd.etcdctl().disarm();
      etcd.etcdctl().put("/canary", "alive");
      assertThat(etcd.etcdctl().status().errors()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("binaries")
  void threeMembersSurviveKillPauseAndRestart(EtcdBinary binary) {
    try (RealCluster cluster = RealCluster.start(binary, 3)) {
      RealEtcd first = cluster.leader();
      assertThat(cluster.followers()).hasSize(2).doesNotContain(first);
      assertThat(cluster.etcdctl().endpointStatus())
          .allSatisfy(status -> assertThat(status.leader()).isEqualTo(first.memberId()));

      first.kill9();
      RealEtcd second = cluster.leader();
      assertThat(first.isRunning()).isFalse();
      assertThat(second).isNotSameAs(first);

      first.restart();
      assertThat(cluster.followers()).hasSize(2).contains(first);

      second.pause();
      RealEtcd third = cluster.leader();
      assertThat(third).isNotSameAs(second);
      second.resume();
      Poll.until(
          "the resumed member follows again",
          SOON,
          () -> cluster.leader() != second && cluster.followers().contains(second));

      RealEtcd next = cluster.followers().get(0);
      cluster.leader().etcdctl().moveLeader(next.memberId());
      assertThat(cluster.leader()).isSameAs(next);
    }
  }

  @ParameterizedTest
  @MethodSource("binaries")
  void membersComeAndGo(EtcdBinary binary) {
    try (RealCluster cluster = RealCluster.start(binary, 1)) {
      RealEtcd learner = cluster.addLearner();
      assertThat(learner.etcdctl().status().isLearner()).isTrue();
      cluster.removeMember(learner);
      assertThat(learner.isRunning()).isFalse();

      RealEtcd voter = cluster.addMember();
      assertThat(cluster.members()).hasSize(2);
      assertThat(voter.etcdctl().status().isLearner()).isFalse();
      cluster.removeMember(voter);
      cluster.etcdctl().put("/still", "alive");
    }
  }

  @ParameterizedTest
  @MethodSource("binaries")
  void restoringASnapshotChangesTheClusterAndTurnsTheRevisionBack(
      EtcdBinary binary, @TempDir Path folder) {
    try (RealCluster cluster = RealCluster.start(binary, 3)) {
      RealEtcd member = cluster.members().get(0);
      member.etcdctl().put("/a", "1");
      Path snapshot = folder.resolve("snapshot.db");
      member.etcdctl().snapshot(snapshot);
      member.etcdctl().put("/a", "2");
      EndpointStatus before = member.etcdctl().status();

      cluster.restoreFrom(snapshot);

      EndpointStatus after = member.etcdctl().status();
      assertThat(after.clusterId()).isNotEqualTo(before.clusterId());
      assertThat(after.revision()).isLessThan(before.revision());
    }
  }

  @ParameterizedTest
  @MethodSource("binaries")
  void authenticationIsAsked(EtcdBinary binary) {
    try (RealEtcd etcd = RealEtcd.start(EtcdLaunch.of(binary).flag("--bcrypt-cost=4"))) {
      etcd.etcdctl().addRole("reader", "/app/");
      etcd.etcdctl().addUser("alice", "secret");
      etcd.etcdctl().grantRole("alice", "reader");
      etcd.etcdctl().enableAuth("root-secret");

      assertThat(etcd.etcdctl().attempt("", "get", "/app/a").exitCode()).isNotZero();
      etcd.etcdctl().withUser("alice", "secret").put("/app/a", "1");
      assertThat(etcd.etcdctl().withUser("root", "root-secret").count("/app/")).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @MethodSource("binaries")
  void closeEndsAPausedMemberAndRemovesItsData(EtcdBinary binary) {
    RealEtcd etcd = RealEtcd.start(binary);
    long pid = etcd.pid();
    Path data = etcd.dataDir();
    etcd.pause();

    etcd.close();

    assertThat(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)).isFalse();
    assertThat(Files.exists(data)).isFalse();
  }

  @Test
  void promtoolSeesCleanAndBrokenPages() {
    Promtool promtool = Promtool.find();
    assertThat(
            promtool
                .checkMetrics("# HELP a_ratio A.\n# TYPE a_ratio gauge\na_ratio 1\n")
                .exitCode())
        .isZero();
    assertThat(promtool.checkMetrics("a_ratio one\n").exitCode()).isEqualTo(1);
  }
}
