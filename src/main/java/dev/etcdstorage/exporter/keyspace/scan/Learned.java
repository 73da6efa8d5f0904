package dev.etcdstorage.exporter.keyspace.scan;

import dev.etcdstorage.exporter.config.KeyspaceSettings.ScanSettings;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a scan leaves to the next one.
 *
 * @param ranges where the keys were; none before the first scan
 * @param took how long it took, or would have without ease
 */
record Learned(List<KnownRange> ranges, Duration took) {
  static final Learned NOTHING = new Learned(List.of(), Duration.ZERO);

  /** From a scan that has ended, at its pace. */
  static Learned by(ScanEnd.Finished finished, ScanPace pace) {
    return new Learned(finished.ranges(), pace.withoutEase(finished.result().took()));
  }

  /**
   * @param storedBytes of a key in etcd's file, if known
   */
  ScanPlan plan(ScanSettings settings, OptionalLong storedBytes) {
    return settings.values() ? ScanPlan.withValues(ranges) : ScanPlan.keysOnly(storedBytes, ranges);
  }

  /**
   * As fast as allowed while nothing is known.
   *
   * @param drifted whether the ledger is no longer right
   */
  ScanPace pace(ScanSettings settings, boolean drifted) {
    if (ranges.isEmpty()) {
      return ScanPace.of(settings);
    }
    return drifted ? ScanPace.soon(settings, took) : ScanPace.easy(settings, took);
  }
}
