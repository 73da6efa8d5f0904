package dev.etcdstorage.exporter.metrics;

import dev.etcdstorage.exporter.keyspace.KeyspaceSample;
import dev.etcdstorage.exporter.keyspace.ledger.LiveNow;
import dev.etcdstorage.exporter.keyspace.scan.Live;
import dev.etcdstorage.exporter.keyspace.scan.ScanResult;
import dev.etcdstorage.exporter.keyspace.scan.ScanSample;
import dev.etcdstorage.exporter.observe.Observed;
import java.util.TreeMap;

/**
 * Live keys and their bytes, by prefix and in all, and the scan that they come from.
 *
 * <pre>
 * etcd_storage_prefix_keys{prefix="pods"} 1200.0
 * etcd_storage_scan_end_timestamp_seconds 1.7637E9
 * </pre>
 */
final class LiveGroup implements FamilyGroup {
  @Override
  public void collect(Observed observed, Page page) {
    observed.keyspace().flatMap(KeyspaceSample::scan).ifPresent(scan -> about(scan, page));
    observed.live().ifPresent(live -> found(live, page));
  }

  /** About the scan itself: these stay when the result is too old. */
  private static void about(ScanSample scan, Page page) {
    scan.failures()
        .forEach((reason, times) -> page.add(Family.SCAN_FAILURES, (double) times, reason));
    if (scan.last().isPresent()) {
      ScanResult last = scan.last().get();
      page.add(Family.SCAN_DURATION, last.took().toNanos() / 1e9);
      page.add(Family.SCAN_END, last.ended().toEpochMilli() / 1e3);
      page.add(Family.SCAN_REVISION, (double) last.revision());
      page.add(Family.SCAN_EXACT, last.exact() ? 1 : 0);
    }
  }

  private static void found(LiveNow alive, Page page) {
    Live total = alive.total();
    page.add(Family.LIVE_REVISION, (double) alive.revision());
    page.add(Family.SCAN_KEYS, (double) total.keys());
    page.add(Family.SCAN_VERSIONS, (double) total.versions());
    if (alive.values()) {
      page.add(Family.SCAN_LIVE_BYTES, (double) total.bytes());
      page.add(Family.LIVE_GUESSED, (double) alive.guessedBytes());
    }
    // Sorted, as in WriteGroup.
    new TreeMap<>(alive.prefixes())
        .forEach(
            (prefix, live) -> {
              page.add(Family.PREFIX_KEYS, (double) live.keys(), prefix);
              page.add(Family.PREFIX_VERSIONS, (double) live.versions(), prefix);
              if (alive.values()) {
                page.add(Family.PREFIX_LIVE_BYTES, (double) live.bytes(), prefix);
              }
            });
  }
}
