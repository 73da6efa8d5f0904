package dev.etcdstorage.exporter.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.data.MetricsText;
import dev.etcdstorage.exporter.testkit.data.ScrapedPage;
import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.EtcdBinary;
import dev.etcdstorage.exporter.testkit.real.RealCluster;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import dev.etcdstorage.exporter.testkit.real.RunningExporter;
import dev.etcdstorage.exporter.testkit.real.Writer;
import dev.etcdstorage.exporter.testkit.util.Json;
import dev.etcdstorage.exporter.testkit.util.Poll;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which keys grow, and live data, as the packaged exporter reports them. */
class KeyspaceIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  static List<EtcdBinary> binaries() {
    return EtcdBinaries.lines();
  }

  @ParameterizedTest
  @MethodSource("binaries")
  void writesAreCountedByPrefixAndTheLivingOnesFound(EtcdBinary binary) {
    try (RealEtcd etcd = RealEtcd.start(binary);
        Writer writer = Writer.to(etcd.endpoint());
        RunningExporter exporter = start(etcd, "--keyspace.scan-interval=10s")) {
      // Given
      awaitWatch(exporter);

      // When pods are created, rewritten and in part deleted, beside another resource
      writer.fill("/registry/pods/shop/pod-", 100, 1_000);
      writer.overwrite("/registry/pods/shop/pod-0", 900, 1_000);
      writer.fill("/registry/services/specs/shop/svc-", 10, 200);
      writer.deleteAll("/registry/pods/shop/pod-9");

      // Then every event is counted under its resource
      Poll.until(
          () -> "eleven deletes:\n" + exporter.metrics().ours(),
          SOON,
          () -> events(exporter.metrics(), "pods", "delete") == 11);
      ScrapedPage page = exporter.metrics();
      assertThat(events(page, "pods", "put")).isEqualTo(1_000);
      assertThat(events(page, "services/specs", "put")).isEqualTo(10);
      assertThat(page.value("etcd_storage_revisions_missed_total")).isZero();
      assertThat(page.value("etcd_storage_revisions_seen_total")).isEqualTo(1_000 + 10 + 1);

      // and a scan finds what is left, and how often that was written
      Poll.until(
          () -> "a scan of 99 keys:\n" + exporter.metrics().ours(),
          SOON,
          () -> exporter.metrics().find("etcd_storage_scan_keys").orElse(0) == 99);
      ScrapedPage scanned = exporter.metrics();
      assertThat(scanned.value("etcd_storage_prefix_keys", "prefix", "pods")).isEqualTo(89);
      assertThat(scanned.value("etcd_storage_prefix_versions", "prefix", "pods"))
          .isEqualTo(89 + 900);
      assertThat(scanned.value("etcd_storage_scan_exact")).isEqualTo(1);
      assertThat(scanned.value("etcd_storage_live_bytes", "member", "etcd-0")).isPositive();

      // and the hottest key is the one that was rewritten
      assertThat(hotKeys(exporter).get(0).text("key")).isEqualTo("/registry/pods/shop/pod-0");
    }
  }

  /** On 3.5: what is hidden is our own page's. */
  @Test
  void hiddenKeysShowOnlyTheirPrefix() {
    try (RealEtcd etcd = RealEtcd.start(EtcdBinaries.newest("3.5"));
        Writer writer = Writer.to(etcd.endpoint());
        RunningExporter exporter = start(etcd, "--keyspace.hide-keys")) {
      awaitWatch(exporter);
      writer.overwrite("/registry/secrets/bank/vault", 50, 100);

      Poll.until("a hot key", SOON, () -> !hotKeys(exporter).isEmpty());

      assertThat(hotKeys(exporter).get(0).text("prefix")).isEqualTo("secrets");
      assertThat(hotKeys(exporter).get(0).at("key").value()).isNull();
      assertThat(exporter.log()).doesNotContain("vault");
    }
  }

  /** On 3.5: what is off asks nothing of etcd. */
  @Test
  void oneSwitchTurnsBothPartsOff() {
    try (RealEtcd etcd = RealEtcd.start(EtcdBinaries.newest("3.5"));
        RunningExporter exporter = start(etcd, "--keyspace=off")) {
      ScrapedPage page = exporter.metrics();

      assertThat(page.of("etcd-0", "etcd_storage_up")).isEqualTo(1);
      assertThat(page.ours()).doesNotContain("_prefix_", "_scan_", "_keyspace_", "_revisions_");
      assertThat(MetricsText.value(etcd.metricsPage(), "etcd_debugging_mvcc_watcher_total"))
          .hasValue(0);
    }
  }

  /**
   * One exporter a member, as in a DaemonSet. On 3.5: a single watch and scan are on every line.
   */
  @Test
  void everyExporterCountsTheSameAndOnlyTheLeadersOneScans() {
    try (RealCluster cluster = RealCluster.start(EtcdBinaries.newest("3.5"), 3);
        Writer writer = Writer.to(cluster.endpoints().get(0))) {
      List<RunningExporter> exporters = new ArrayList<>();
      try {
        for (RealEtcd member : cluster.members()) {
          exporters.add(start(member, "--keyspace.scan-interval=10s"));
        }
        exporters.forEach(KeyspaceIT::awaitWatch);
        String leader = cluster.leader().name();

        writer.fill("/registry/events/default/e-", 2_000, 300);

        for (RunningExporter exporter : exporters) {
          Poll.until(
              () -> "2000 puts:\n" + exporter.metrics().ours(),
              SOON,
              () -> events(exporter.metrics(), "events", "put") == 2_000);
        }
        int leads = cluster.members().stream().map(RealEtcd::name).toList().indexOf(leader);
        Poll.until(
            "the leader's exporter scans",
            SOON,
            () -> exporters.get(leads).metrics().find("etcd_storage_scan_keys").isPresent());
        for (int i = 0; i < exporters.size(); i++) {
          ScrapedPage page = exporters.get(i).metrics();
          assertThat(page.find("etcd_storage_scan_keys").isPresent()).isEqualTo(i == leads);
          assertThat(page.value("etcd_storage_keyspace_working", "part", "scan"))
              .isEqualTo(i == leads ? 1 : 0);
        }
      } finally {
        exporters.forEach(RunningExporter::close);
      }
    }
  }

  /** A storm that nobody compacts: the verdict says so, and what to do next changes with it. */
  @ParameterizedTest
  @MethodSource("binaries")
  void verdictFollowsTheFileFromHistoryToFreePages(EtcdBinary binary) {
    try (RealEtcd etcd = RealEtcd.start(binary);
        Writer writer = Writer.to(etcd.endpoint());
        RunningExporter exporter = start(etcd, "--keyspace.scan-interval=10s")) {
      // Given 400 MB of history of a few keys
      for (int key = 0; key < 10; key++) {
        writer.overwrite("/registry/pods/storm/pod-" + key, 400, 100_000);
      }
      Poll.until(
          () -> "compact:\n" + exporter.metrics().ours(),
          SOON,
          () -> verdict(exporter.metrics(), "compact") == 1);
      assertThat(exporter.metrics().of("etcd-0", "etcd_storage_history_bytes"))
          .isGreaterThan(350e6);

      // When it is compacted, then the pages are free
      writer.compactPhysically((long) exporter.metrics().of("etcd-0", "etcd_storage_revision"));
      writer.fill("/registry/pods/storm/after-", 1, 10);
      Poll.until(
          () -> "defrag:\n" + exporter.metrics().ours(),
          SOON,
          () -> verdict(exporter.metrics(), "defrag") == 1);

      // and after a defragmentation nothing is to be done
      etcd.etcdctl().defrag();
      Poll.until(
          () -> "none:\n" + exporter.metrics().ours(),
          SOON,
          () -> verdict(exporter.metrics(), "none") == 1);
    }
  }

  private static double verdict(ScrapedPage page, String verdict) {
    return page.find("etcd_storage_verdict", "verdict", verdict).orElse(0);
  }

  private static RunningExporter start(RealEtcd etcd, String... flags) {
    List<String> all = new ArrayList<>(List.of("--endpoints", etcd.endpoint()));
    all.addAll(List.of(flags));
    return RunningExporter.start(all.toArray(String[]::new));
  }

  private static void awaitWatch(RunningExporter exporter) {
    Poll.until(
        () -> "the watch is established:\n" + exporter.log(),
        SOON,
        () -> exporter.metrics().watches());
  }

  private static double events(ScrapedPage page, String prefix, String event) {
    return page.find("etcd_storage_prefix_events_total", "prefix", prefix, "event", event)
        .orElse(0);
  }

  private static List<Json> hotKeys(RunningExporter exporter) {
    return exporter.status().list("clusters").get(0).at("keyspace").at("watch").list("hotKeys");
  }
}
