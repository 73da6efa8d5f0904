package dev.etcdstorage.exporter.keyspace.ledger;

import dev.etcdstorage.exporter.keyspace.scan.Live;
import dev.etcdstorage.exporter.keyspace.scan.ScanProgress;
import dev.etcdstorage.exporter.storage.HistorySize;
import dev.etcdstorage.exporter.storage.LiveFile;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The old versions that a member keeps: what the watch saw become history since the member's
 * compaction, and an estimate for the revisions that it did not see.
 *
 * <p>The estimate is that each replaced {@value #MARGIN} versions, as large as the keys that were
 * put most often. It is no bound: a transaction can replace 128 versions of more than a MiB each,
 * one deletion of a range all keys; and revisions that made new keys replaced nothing.
 */
public final class KeptHistory {
  private static final int MARGIN = 2;

  /** The part of the kept revisions that must be seen for their history to be known. */
  private static final double NEARLY_ALL = 0.9;

  private KeptHistory() {}

  /**
   * Without a watch.
   *
   * @param compacted the member's compacted revision; empty where it is unknown
   * @param newest its revision
   * @param prefixes the live data
   * @param fileBytes of the live data in a file of its own; empty where it is unknown
   */
  public static HistorySize of(
      OptionalLong compacted, long newest, Map<String, Live> prefixes, OptionalLong fileBytes) {
    return of(compacted, newest, prefixes, fileBytes, Replaced.NONE);
  }

  /** During a first scan: the keys that it has read stand for all. */
  public static HistorySize estimate(OptionalLong compacted, long newest, ScanProgress far) {
    Live all = new Live(far.ofKeys(), far.ofKeys(), far.estimatedBytes().orElse(0));
    return of(compacted, newest, Map.of("", all), far.estimatedFileBytes());
  }

  static HistorySize of(
      OptionalLong compacted,
      long newest,
      Map<String, Live> prefixes,
      OptionalLong fileBytes,
      Replaced replaced) {
    if (compacted.isEmpty() || fileBytes.isEmpty()) {
      return HistorySize.UNKNOWN;
    }
    long since = compacted.getAsLong();
    long kept = newest - since;
    if (kept <= 0) {
      return HistorySize.NONE;
    }
    long unseen = replaced.unseen(since, newest);
    // Never compacted: no page was half-emptied, and all that does not live is history.
    if (since == 0 && unseen > 0) {
      return HistorySize.UNKNOWN;
    }
    long bytes = replaced.bytesSince(since) + estimate(unseen, prefixes, fileBytes);
    return kept - unseen >= NEARLY_ALL * kept
        ? HistorySize.seen(bytes)
        : HistorySize.estimated(bytes);
  }

  /** File bytes of this many revisions of which nothing is known. */
  static long estimate(long revisions, Map<String, Live> prefixes, OptionalLong fileBytes) {
    return revisions == 0 ? 0 : Math.round(MARGIN * revisions * size(prefixes, fileBytes));
  }

  /** File bytes of a version that is replaced. */
  private static double size(Map<String, Live> prefixes, OptionalLong fileBytes) {
    Live total = prefixes.values().stream().reduce(Live.NONE, Live::plus);
    if (total.keys() == 0) {
      return 0;
    }
    double overhead =
        Math.max(0, fileBytes.orElse(0) - LiveFile.EMPTY_BYTES - total.bytes())
            / (double) total.keys();
    double replaced = total.versions() - total.keys();
    double size =
        replaced > 0
            ? prefixes.values().stream().mapToDouble(KeptHistory::replacedBytes).sum() / replaced
            : (double) total.bytes() / total.keys();
    return size + overhead;
  }

  private static double replacedBytes(Live live) {
    return live.keys() == 0
        ? 0
        : (double) (live.versions() - live.keys()) * live.bytes() / live.keys();
  }
}
