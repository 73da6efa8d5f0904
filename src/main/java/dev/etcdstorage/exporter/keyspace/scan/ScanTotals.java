package dev.etcdstorage.exporter.keyspace.scan;

import dev.etcdstorage.exporter.etcd.KeyEntry;
import dev.etcdstorage.exporter.etcd.StoreHeader;
import dev.etcdstorage.exporter.keyspace.prefix.Prefixes;
import dev.etcdstorage.exporter.storage.LiveFile;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** Sums a scan's keys, in bounded memory, however many keys and prefixes come. */
final class ScanTotals {
  /** So few keys would leave a page half empty, unlike all of them together. */
  private static final int FEW = 1_000;

  private final Supplier<List<String>> busiest;
  private final LiveByPrefix live;
  private final LiveFile file = new LiveFile();
  private long keys;
  private long bytes;

  /** File bytes of one key, as of {@link #judged} keys. */
  private double fileBytesEach;

  private long judged;

  /**
   * @param busiest the most written prefixes, the heaviest first; asked at the end
   */
  ScanTotals(Prefixes prefixes, Supplier<List<String>> busiest) {
    this.busiest = busiest;
    this.live = new LiveByPrefix(prefixes);
  }

  void add(List<KeyEntry> entries) {
    for (KeyEntry entry : entries) {
      live.add(entry);
      file.add(entry.storedBytes(), entry.modRevision());
      bytes += entry.bytes();
    }
    keys += entries.size();
  }

  /** The progress with this many keys left. */
  ScanProgress progress(long left, boolean values, Duration elapsed) {
    // The page model takes milliseconds, so it runs only when the keys have doubled.
    if (values && keys >= Math.max(FEW, 2 * judged)) {
      fileBytesEach = (file.bytes() - LiveFile.EMPTY_BYTES) / (double) keys;
      judged = keys;
    }
    long all = keys + left;
    return new ScanProgress(
        keys,
        all,
        estimate(values, bytes / (double) Math.max(1, keys) * all),
        estimate(judged > 0, LiveFile.EMPTY_BYTES + fileBytesEach * all),
        elapsed);
  }

  private static OptionalLong estimate(boolean known, double bytes) {
    return known ? OptionalLong.of(Math.round(bytes)) : OptionalLong.empty();
  }

  /**
   * @param sized whether the size of every value is known
   */
  ScanResult result(ScanPlan plan, Instant ended, Duration took, boolean sized) {
    return new ScanResult(
        ended,
        took,
        plan.store().map(StoreHeader::clusterId).orElse(0L),
        plan.store().map(StoreHeader::memberId).orElse(0L),
        plan.revision(),
        plan.exact(),
        sized,
        live.named(busiest.get()),
        sized ? OptionalLong.of(file.bytes()) : OptionalLong.empty(),
        sized ? OptionalLong.of(file.largestLeafBytes()) : OptionalLong.empty());
  }
}
