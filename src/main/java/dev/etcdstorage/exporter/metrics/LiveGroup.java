package dev.etcdstorage.exporter.metrics;

import dev.etcdstorage.exporter.keyspace.KeyspaceSample;
import dev.etcdstorage.exporter.keyspace.scan.Live;
import dev.etcdstorage.exporter.keyspace.scan.ScanResult;
import dev.etcdstorage.exporter.keyspace.scan.ScanSample;
import java.util.TreeMap;

/**
 * What is alive, by prefix and in all, as of the last scan.
 *
 * <pre>
 * etcd_storage_prefix_keys{prefix="pods"} 1200.0
 * etcd_storage_scan_end_timestamp_seconds 1.7637E9
 * </pre>
 */
final class LiveGroup implements FamilyGroup {
  @Override
  public void collect(Observed observed, Page page) {
    observed
        .keyspace()
        .flatMap(KeyspaceSample::scan)
        .ifPresent(scan -> about(observed, scan, page));
    observed.freshScan().ifPresent(result -> found(observed, result, page));
  }

  /** About the scan itself: these stay when the result has become too old. */
  private static void about(Observed observed, ScanSample scan, Page page) {
    var cluster = observed.cluster();
    scan.failures()
        .forEach(
            (reason, times) -> page.add(Family.SCAN_FAILURES, cluster, (double) times, reason));
    if (scan.last().isPresent()) {
      ScanResult last = scan.last().get();
      page.add(Family.SCAN_DURATION, cluster, last.took().toNanos() / 1e9);
      page.add(Family.SCAN_END, cluster, last.ended().toEpochMilli() / 1e3);
      page.add(Family.SCAN_REVISION, cluster, (double) last.revision());
      page.add(Family.SCAN_EXACT, cluster, last.exact() ? 1 : 0);
    }
  }

  private static void found(Observed observed, ScanResult result, Page page) {
    var cluster = observed.cluster();
    Live total = result.total();
    page.add(Family.SCAN_KEYS, cluster, (double) total.keys());
    page.add(Family.SCAN_VERSIONS, cluster, (double) total.versions());
    if (result.values()) {
      page.add(Family.SCAN_LIVE_BYTES, cluster, (double) total.bytes());
    }
    // Sorted, as in WriteGroup.
    new TreeMap<>(result.prefixes())
        .forEach(
            (prefix, live) -> {
              page.add(Family.PREFIX_KEYS, cluster, (double) live.keys(), prefix);
              page.add(Family.PREFIX_VERSIONS, cluster, (double) live.versions(), prefix);
              if (result.values()) {
                page.add(Family.PREFIX_LIVE_BYTES, cluster, (double) live.bytes(), prefix);
              }
            });
  }
}
