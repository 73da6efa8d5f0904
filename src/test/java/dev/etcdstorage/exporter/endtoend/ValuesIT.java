package dev.etcdstorage.exporter.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.etcdstorage.exporter.testkit.data.MetricsText;
import dev.etcdstorage.exporter.testkit.data.ScrapedPage;
import dev.etcdstorage.exporter.testkit.real.EndpointStatus;
import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.EtcdBinary;
import dev.etcdstorage.exporter.testkit.real.EtcdLaunch;
import dev.etcdstorage.exporter.testkit.real.Promtool;
import dev.etcdstorage.exporter.testkit.real.RealCluster;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import dev.etcdstorage.exporter.testkit.real.RunningExporter;
import dev.etcdstorage.exporter.testkit.real.SteadyWriter;
import dev.etcdstorage.exporter.testkit.real.Writer;
import dev.etcdstorage.exporter.testkit.util.Poll;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the page says is what etcdctl and etcd itself say at that moment. */
class ValuesIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final long QUOTA = 300L << 20;

  static List<EtcdBinary> binaries() {
    return EtcdBinaries.lines();
  }

  static Stream<Arguments> binariesAndSizes() {
    return binaries().stream()
        .flatMap(binary -> Stream.of(Arguments.of(binary, 1), Arguments.of(binary, 3)));
  }

  @ParameterizedTest
  @MethodSource("binariesAndSizes")
  void pageSaysWhatEtcdctlAndEtcdSay(EtcdBinary binary, int size) {
    try (RealCluster cluster = RealCluster.start(EtcdLaunch.of(binary).quotaBytes(QUOTA), size);
        RunningExporter exporter =
            RunningExporter.start("--endpoints", String.join(",", cluster.endpoints()))) {
      // Given scrapes under a writer, with revisions that only grow
      try (SteadyWriter writer = SteadyWriter.to(cluster.leader().endpoint())) {
        double before = 0;
        while (writer.rounds() < 5) {
          double revision = exporter.metrics().of("etcd-0", "etcd_storage_revision");
          assertThat(revision).isGreaterThanOrEqualTo(before);
          before = revision;
        }
      }
      // and free pages, so that in use is not the size
      compactAll(cluster);

      // When the store is at rest
      Moment moment = atRest(exporter, cluster);

      // Then every member's values are its own
      assertThat(moment.page().members("etcd_storage_up")).hasSize(size);
      for (int i = 0; i < size; i++) {
        RealEtcd member = cluster.members().get(i);
        assertSays(moment.page(), member, moment.statuses().get(i), cluster.leader() == member);
        assertSaysWhatEtcdsPageSays(moment.page(), member);
      }
      Promtool.Verdict verdict = Promtool.find().checkMetrics(moment.page().text());
      assertThat(verdict.exitCode()).as(verdict.output()).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("binaries")
  void compactionAndDefragShowAtTheNextScrape(EtcdBinary binary) {
    try (RealEtcd etcd = RealEtcd.start(binary);
        Writer writer = Writer.to(etcd.endpoint());
        RunningExporter exporter = RunningExporter.start("--endpoints", etcd.endpoint())) {
      // Given a store that was never compacted
      writer.fill("/a/", 2_000, 2_048);
      writer.overwrite("/b", 1_000, 2_048);
      assertThat(exporter.metrics().of("etcd-0", "etcd_storage_compacted_revision")).isZero();

      // When it is compacted, again and again, then the next scrape says so
      for (long revision : new long[] {2, 100, 101, 1_500}) {
        etcd.etcdctl().compact(revision, false);
        assertCompactedAt(exporter, etcd, revision);
      }
      long last = etcd.etcdctl().status().revision();
      assertThat(last).isEqualTo(3_001);
      etcd.etcdctl().compact(last, true);
      assertCompactedAt(exporter, etcd, last);

      // When it is defragmented, then the next scrape says that too
      double before = exporter.metrics().of("etcd-0", "etcd_storage_db_size_bytes");
      etcd.etcdctl().defrag();
      ScrapedPage page = exporter.metrics();
      assertThat(page.of("etcd-0", "etcd_storage_db_size_bytes"))
          .isLessThan(before)
          .isEqualTo((double) etcd.etcdctl().status().dbSize());
      assertThat(page.of("etcd-0", "etcd_storage_maintenance_running")).isZero();

      // and an exporter that starts only now learns the compacted revision all the same
      try (RunningExporter late = RunningExporter.start("--endpoints", etcd.endpoint())) {
        assertCompactedAt(late, etcd, last);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("binaries")
  void disabledQuotaHasASourceAndNoValue(EtcdBinary binary) {
    try (RealEtcd etcd = RealEtcd.start(EtcdLaunch.of(binary).quotaBytes(-1));
        RunningExporter exporter = RunningExporter.start("--endpoints", etcd.endpoint())) {
      ScrapedPage page = exporter.metrics();

      assertThat(page.value("etcd_storage_quota_info", "source", "disabled")).isEqualTo(1);
      assertThat(page.all("etcd_storage_quota_bytes")).isEmpty();
      assertThat(page.all("etcd_storage_quota_usage_ratio")).isEmpty();
      assertThat(page.of("etcd-0", "etcd_storage_db_size_bytes")).isPositive();
    }
  }

  static Stream<EtcdBinary> binariesWhoseStatusTellsTheQuota() {
    return binaries().stream().filter(binary -> binary.version().isAtLeast("3.6"));
  }

  @ParameterizedTest
  @MethodSource("binariesWhoseStatusTellsTheQuota")
  void quotaInStatusGoesBeforeAllElse(EtcdBinary binary) {
    try (RealEtcd etcd = RealEtcd.start(binary)) {
      assertQuota(etcd, "status", 2_147_483_648.0, "--etcd.metrics-url", etcd.metricsUrl());
      String closed = "http://127.0.0.1:1/metrics";
      assertQuota(
          etcd, "status", 2_147_483_648.0, "--etcd.metrics-url", closed, "--quota-bytes", "8GiB");
    }
  }

  /** On 3.5, the last line whose Status does not tell the quota. */
  @Test
  void quotaIsEtcdsOwnElseTheConfiguredOneElseAbsent() {
    try (RealEtcd etcd = RealEtcd.start(EtcdBinaries.newest("3.5"))) {
      // An own page says the quota that etcd has when no flag sets one.
      assertQuota(etcd, "metrics", 2_147_483_648.0, "--quota-bytes", "8GiB");
      assertQuota(etcd, "metrics", 2_147_483_648.0, "--etcd.metrics-url", etcd.metricsUrl());

      String closed = "http://127.0.0.1:1/metrics";
      assertQuota(
          etcd, "config", 8.0 * (1L << 30), "--etcd.metrics-url", closed, "--quota-bytes", "8GiB");

      try (RunningExporter exporter =
          RunningExporter.start("--endpoints", etcd.endpoint(), "--etcd.metrics-url", closed)) {
        ScrapedPage page = exporter.metrics();
        assertThat(page.of("etcd-0", "etcd_storage_up")).isEqualTo(1);
        assertThat(page.all("etcd_storage_quota_info")).isEmpty();
        assertThat(page.all("etcd_storage_quota_bytes")).isEmpty();
        assertThat(page.value("etcd_storage_scrape_errors_total", "reason", "unreachable"))
            .isEqualTo(1);
      }
    }
  }

  private static void assertQuota(RealEtcd etcd, String source, double bytes, String... flags) {
    String[] all =
        Stream.concat(Stream.of("--endpoints", etcd.endpoint()), Stream.of(flags))
            .toArray(String[]::new);
    try (RunningExporter exporter = RunningExporter.start(all)) {
      ScrapedPage page = exporter.metrics();
      assertThat(page.value("etcd_storage_quota_info", "source", source)).isEqualTo(1);
      assertThat(page.of("etcd-0", "etcd_storage_quota_bytes")).isEqualTo(bytes);
    }
  }

  private static void compactAll(RealCluster cluster) {
    cluster.compact(cluster.etcdctl().endpointStatus().get(0).revision());
    // etcd gives its pages free with the commits that follow.
    Poll.until(
        "every member has free pages",
        SOON,
        () -> {
          cluster.leader().etcdctl().put("/nudge", "x");
          return cluster.etcdctl().endpointStatus().stream()
              .allMatch(status -> status.dbSizeInUse() < status.dbSize());
        });
  }

  /** A page, and what etcdctl said right before and right after it. */
  private record Moment(ScrapedPage page, List<EndpointStatus> statuses) {}

  private static Moment atRest(RunningExporter exporter, RealCluster cluster) {
    return Poll.answer(
        () -> "a store at rest",
        SOON,
        () -> {
          List<EndpointStatus> before = cluster.etcdctl().endpointStatus();
          ScrapedPage page = exporter.metrics();
          return before.equals(cluster.etcdctl().endpointStatus())
              ? Optional.of(new Moment(page, before))
              : Optional.empty();
        });
  }

  private static void assertSays(
      ScrapedPage page, RealEtcd member, EndpointStatus status, boolean leader) {
    String name = member.name();
    assertThat(page.of(name, "etcd_storage_up")).isEqualTo(1);
    assertThat(
            page.value(
                "etcd_storage_member_info",
                "member",
                name,
                "member_id",
                Long.toHexString(member.memberId()),
                "address",
                member.endpoint(),
                "version",
                member.binary().version().toString()))
        .isEqualTo(1);
    assertThat(page.of(name, "etcd_storage_is_leader")).isEqualTo(leader ? 1 : 0);
    assertThat(status.isLeader()).isEqualTo(leader);
    assertThat(page.of(name, "etcd_storage_is_learner")).isZero();
    assertThat(page.of(name, "etcd_storage_revision")).isEqualTo((double) status.revision());
    assertThat(page.of(name, "etcd_storage_db_size_bytes")).isEqualTo((double) status.dbSize());
    assertThat(page.of(name, "etcd_storage_db_in_use_bytes"))
        .isEqualTo((double) status.dbSizeInUse());
    assertThat(page.of(name, "etcd_storage_fragmentation_ratio"))
        .isPositive()
        .isCloseTo(
            (status.dbSize() - status.dbSizeInUse()) / (double) status.dbSize(), within(1e-12));
    assertThat(page.of(name, "etcd_storage_quota_usage_ratio"))
        .isCloseTo(status.dbSize() / (double) QUOTA, within(1e-12));
    for (String alarm : List.of("nospace", "corrupt")) {
      assertThat(page.value("etcd_storage_alarm_active", "member", name, "alarm", alarm)).isZero();
    }
    assertThat(page.of(name, "etcd_storage_maintenance_running")).isZero();
  }

  private static void assertSaysWhatEtcdsPageSays(ScrapedPage page, RealEtcd member) {
    String own = member.metricsPage();
    String name = member.name();
    assertThat(MetricsText.value(own, "etcd_mvcc_db_total_size_in_bytes"))
        .hasValue(page.of(name, "etcd_storage_db_size_bytes"));
    assertThat(MetricsText.value(own, "etcd_mvcc_db_total_size_in_use_in_bytes"))
        .hasValue(page.of(name, "etcd_storage_db_in_use_bytes"));
    assertThat(MetricsText.value(own, "etcd_server_quota_backend_bytes"))
        .hasValue(page.of(name, "etcd_storage_quota_bytes"));
    String source = member.binary().version().isAtLeast("3.6") ? "status" : "metrics";
    assertThat(page.value("etcd_storage_quota_info", "member", name, "source", source))
        .isEqualTo(1);
    assertThat(MetricsText.value(own, "etcd_debugging_mvcc_current_revision"))
        .hasValue(page.of(name, "etcd_storage_revision"));
    assertThat((double) member.compactedRevision())
        .isEqualTo(page.of(name, "etcd_storage_compacted_revision"));
  }

  private static void assertCompactedAt(RunningExporter exporter, RealEtcd etcd, long revision) {
    assertThat(exporter.metrics().of("etcd-0", "etcd_storage_compacted_revision"))
        .isEqualTo((double) revision);
    assertThat(etcd.compactedRevision()).isEqualTo(revision);
  }
}
