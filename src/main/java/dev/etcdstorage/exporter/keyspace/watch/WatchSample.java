package dev.etcdstorage.exporter.keyspace.watch;

import dev.etcdstorage.exporter.keyspace.work.PartSample;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The watch's account.
 *
 * @param since when the account was opened: at start, or anew after the cluster was restored
 * @param begun whether it was opened: before a first watch no revision is known
 * @param seen revisions whose events are all counted
 * @param missed revisions that were left out; seen + missed = revisions passed since the start, up
 *     to the one before {@code next}
 * @param next the account's next revision; 0 if it was not begun
 * @param writes by prefix; sums over all prefixes are exact
 * @param hotKeys of the last one to two hours, the most written first
 */
public record WatchSample(
    PartSample part,
    Instant since,
    boolean begun,
    long seen,
    long missed,
    long next,
    Map<String, PrefixWrites> writes,
    Compactor compactor,
    List<HotKey> hotKeys) {
  public WatchSample {
    writes = Map.copyOf(writes);
    hotKeys = List.copyOf(hotKeys);
  }
}
