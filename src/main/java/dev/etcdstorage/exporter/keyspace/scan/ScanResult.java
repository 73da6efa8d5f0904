package dev.etcdstorage.exporter.keyspace.scan;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A finished scan.
 *
 * @param clusterId of the store that was walked
 * @param revision of the last page
 * @param exact whether the whole walk was at that one revision; compaction did not overtake it
 * @param values whether the size of every value is known: they were read, or the refusal of one
 *     that was too large told it
 * @param fileBytes what the live data would take in a database file of its own, by the page model;
 *     empty without values
 * @param largestLeafBytes what one write copies at most in that file; empty without values
 */
public record ScanResult(
    Instant ended,
    Duration took,
    long clusterId,
    long revision,
    boolean exact,
    boolean values,
    Map<String, Live> prefixes,
    OptionalLong fileBytes,
    OptionalLong largestLeafBytes) {
  public ScanResult {
    prefixes = Map.copyOf(prefixes);
  }

  public Live total() {
    return prefixes.values().stream().reduce(Live.NONE, Live::plus);
  }
}
