package dev.etcdstorage.exporter.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.data.ScrapedPage;
import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.EtcdBinary;
import dev.etcdstorage.exporter.testkit.real.EtcdLaunch;
import dev.etcdstorage.exporter.testkit.real.RealCluster;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import dev.etcdstorage.exporter.testkit.real.RunningExporter;
import dev.etcdstorage.exporter.testkit.real.Writer;
import dev.etcdstorage.exporter.testkit.util.Poll;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The end that all of this is about: a database that reached its quota, and the way out. */
class NoSpaceIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final long QUOTA = 16L << 20;

  static List<EtcdBinary> binaries() {
    return EtcdBinaries.lines();
  }

  @ParameterizedTest
  @MethodSource("binaries")
  void alarmShowsOnEveryMemberUntilItIsDisarmed(EtcdBinary binary) {
    try (RealCluster cluster = RealCluster.start(EtcdLaunch.of(binary).quotaBytes(QUOTA), 3);
        RunningExporter exporter =
            RunningExporter.start("--endpoints", String.join(",", cluster.endpoints()));
        Writer writer = Writer.to(cluster.leader().endpoint())) {
      assertAlarms(exporter.metrics(), cluster, 0);

      // When it is filled until it refuses
      assertThat(writer.fillUntilNoSpace("/full/", 256 << 10)).isPositive();
      Poll.until(
          "every member lists the alarm",
          SOON,
          () ->
              cluster.etcdctl().endpointStatus().stream()
                  .noneMatch(status -> status.errors().isEmpty()));

      // Then the next scrape says so of every member, and why
      ScrapedPage full = exporter.metrics();
      assertAlarms(full, cluster, 1);
      // One file at its quota is enough: members commit in batches of their own and differ in size.
      assertThat(cluster.members())
          .anySatisfy(
              member ->
                  assertThat(full.of(member.name(), "etcd_storage_quota_usage_ratio"))
                      .isGreaterThan(0.9));

      // When space is made and the alarm disarmed
      assertThat(writer.deleteAll("/full/")).isPositive();
      writer.compactPhysically(cluster.leader().etcdctl().status().revision());
      Poll.until(
          "every member has compacted",
          SOON,
          () ->
              cluster.members().stream()
                      .map(
                          member ->
                              exporter
                                  .metrics()
                                  .of(member.name(), "etcd_storage_compacted_revision"))
                      .distinct()
                      .count()
                  == 1);
      cluster.members().forEach(member -> member.etcdctl().defrag());
      cluster.etcdctl().disarm();
      Poll.until(
          "no member lists the alarm",
          SOON,
          () ->
              cluster.etcdctl().endpointStatus().stream()
                  .allMatch(status -> status.errors().isEmpty()));

      // Then the next scrape says that too
      ScrapedPage freed = exporter.metrics();
      assertAlarms(freed, cluster, 0);
      for (RealEtcd member : cluster.members()) {
        assertThat(freed.of(member.name(), "etcd_storage_quota_usage_ratio")).isLessThan(0.5);
      }
      assertThat(exporter.logged("alarm is active", "NOSPACE by ")).hasSizeGreaterThanOrEqualTo(3);
      assertThat(exporter.logged("alarms are gone")).hasSize(3);
    }
  }

  /** Asking for the alarm list would be a write, and so would asking for a linearizable read. */
  @ParameterizedTest
  @MethodSource("binaries")
  void scrapesWriteNothingToTheRaftLog(EtcdBinary binary) {
    try (RealCluster cluster = RealCluster.start(binary, 3);
        RunningExporter exporter =
            RunningExporter.start("--endpoints", String.join(",", cluster.endpoints()))) {
      exporter.metrics();
      List<Long> before = cluster.raftIndexes();
      for (int scrape = 0; scrape < 50; scrape++) {
        exporter.metrics();
      }
      assertThat(cluster.raftIndexes()).isEqualTo(before);
    }
  }

  private static void assertAlarms(ScrapedPage page, RealCluster cluster, double nospace) {
    for (RealEtcd member : cluster.members()) {
      String name = member.name();
      assertThat(page.value("etcd_storage_alarm_active", "member", name, "alarm", "nospace"))
          .as(page.ours())
          .isEqualTo(nospace);
      assertThat(page.value("etcd_storage_alarm_active", "member", name, "alarm", "corrupt"))
          .isZero();
    }
    Set<String> raisers = page.members("etcd_storage_alarm_raised");
    assertThat(raisers).isSubsetOf(cluster.members().stream().map(RealEtcd::name).toList());
    assertThat(raisers.isEmpty()).isEqualTo(nospace == 0);
  }
}
