package dev.etcdstorage.exporter.keyspace.scan;

import dev.etcdstorage.exporter.etcd.MemberStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A finished scan.
 *
 * @param clusterId of the store that was scanned
 * @param memberId that gave the last page
 * @param revision of the last page
 * @param exact whether the whole scan was at that one revision; compaction did not overtake it
 * @param values whether the size of every value is known: it was read, or the refusal of one that
 *     was too large told it
 * @param fileBytes what the live data would take in a database file of its own, by the page model;
 *     empty without values
 * @param largestLeafBytes the most that one write copies in that file; empty without values
 */
public record ScanResult(
    Instant ended,
    Duration took,
    long clusterId,
    long memberId,
    long revision,
    boolean exact,
    boolean values,
    Map<String, Live> prefixes,
    OptionalLong fileBytes,
    OptionalLong largestLeafBytes) {
  public ScanResult {
    prefixes = Map.copyOf(prefixes);
  }

  /** Fresh for twice the interval plus the time that the scan took. */
  boolean isFresh(Instant now, Duration interval) {
    return now.isBefore(ended.plus(interval.multipliedBy(2)).plus(took));
  }

  /**
   * False if the member is of another store, or of this one from before it was restored: the
   * scanned member then went back. Another member may merely be behind it.
   */
  boolean mayBeOf(MemberStatus status) {
    return clusterId == status.clusterId()
        && (memberId != status.memberId() || revision <= status.revision());
  }

  public Live total() {
    return prefixes.values().stream().reduce(Live.NONE, Live::plus);
  }
}
