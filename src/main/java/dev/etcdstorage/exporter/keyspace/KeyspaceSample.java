package dev.etcdstorage.exporter.keyspace;

import dev.etcdstorage.exporter.keyspace.ledger.LiveNow;
import dev.etcdstorage.exporter.keyspace.scan.ScanSample;
import dev.etcdstorage.exporter.keyspace.watch.WatchSample;
import java.util.Optional;

/**
 * What is known of one cluster's keys at one scrape; remembered, never read at the scrape.
 *
 * @param cluster the name in the configuration, if it has one
 * @param watch empty where this exporter does not watch at all
 * @param scan empty where this exporter does not scan at all
 * @param live the live data; empty without a fresh scan
 */
public record KeyspaceSample(
    Optional<String> cluster,
    Optional<WatchSample> watch,
    Optional<ScanSample> scan,
    Optional<LiveNow> live) {

  /** With nothing known but the scan. */
  public KeyspaceSample(
      Optional<String> cluster, Optional<WatchSample> watch, Optional<ScanSample> scan) {
    this(cluster, watch, scan, scan.flatMap(ScanSample::believed).map(LiveNow::of));
  }
}
