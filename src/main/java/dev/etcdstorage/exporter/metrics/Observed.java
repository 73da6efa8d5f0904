package dev.etcdstorage.exporter.metrics;

import dev.etcdstorage.exporter.keyspace.KeyspaceSample;
import dev.etcdstorage.exporter.keyspace.scan.ScanResult;
import dev.etcdstorage.exporter.keyspace.scan.ScanSample;
import dev.etcdstorage.exporter.sample.ClusterSample;
import dev.etcdstorage.exporter.storage.Thresholds;
import java.util.Optional;

/**
 * All that is known of one cluster at one scrape.
 *
 * @param sample of the members, just asked
 * @param keyspace of the keys, remembered; empty where that is switched off
 * @param thresholds for the verdict
 */
public record Observed(
    ClusterSample sample, Optional<KeyspaceSample> keyspace, Thresholds thresholds) {

  /** The cluster's name in the configuration, if it has one. */
  public Optional<String> cluster() {
    return sample.cluster();
  }

  /** What the last scan found, as long as it is fresh enough to be believed. */
  public Optional<ScanResult> freshScan() {
    return keyspace
        .flatMap(KeyspaceSample::scan)
        .filter(ScanSample::fresh)
        .flatMap(ScanSample::last);
  }
}
