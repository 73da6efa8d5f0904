package dev.etcdstorage.exporter.keyspace.ledger;

import dev.etcdstorage.exporter.keyspace.scan.Live;
import dev.etcdstorage.exporter.keyspace.scan.ScanResult;
import dev.etcdstorage.exporter.storage.HistorySize;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The live data, as of the latest revision for which it is known.
 *
 * @param revision that the figures hold for
 * @param watched whether the watch has brought it forward since the scan; if not, it is the scan's
 * @param doubted whether another scan is due, since the watch missed revisions after this one or a
 *     compaction overtook it: nothing bounds what may live beside it
 * @param exact whether the whole scan was at one revision
 * @param values whether sizes are known
 * @param guessedBytes taken off for versions that are gone and whose size is not known: the bytes
 *     may be too few by this much, and too many by what these versions took beyond it
 * @param fileBytes what it would take in a database file of its own, by the page model; empty
 *     without values
 * @param replaced what became history since the watch began or last missed a revision
 */
public record LiveNow(
    long revision,
    boolean watched,
    boolean doubted,
    boolean exact,
    boolean values,
    Map<String, Live> prefixes,
    long guessedBytes,
    OptionalLong fileBytes,
    Replaced replaced) {
  public LiveNow {
    prefixes = Map.copyOf(prefixes);
  }

  /** What the scan found, and nothing since. */
  public static LiveNow of(ScanResult scan) {
    return of(scan, false);
  }

  static LiveNow of(ScanResult scan, boolean doubted) {
    return new LiveNow(
        scan.revision(),
        false,
        doubted,
        scan.exact(),
        scan.values(),
        scan.prefixes(),
        0,
        scan.fileBytes(),
        Replaced.NONE);
  }

  /** Of all prefixes. */
  public Live total() {
    return prefixes.values().stream().reduce(Live.NONE, Live::plus);
  }

  /**
   * The old versions that a member keeps.
   *
   * @param compacted its compacted revision; empty where it is unknown
   * @param newest its revision
   */
  public HistorySize history(OptionalLong compacted, long newest) {
    return KeptHistory.of(compacted, newest, prefixes, fileBytes, replaced);
  }

  /**
   * How much of a member's file may live beside it: what was written after its revision, of which
   * it is unknown whether it made keys or replaced them. {@link Long#MAX_VALUE} where nothing
   * bounds it; otherwise an estimate, like that of {@link KeptHistory}.
   *
   * @param newest the member's revision
   */
  public long unseenBytes(long newest) {
    long unseen = Math.max(0, newest - revision);
    if (doubted && (unseen > 0 || !exact)) {
      return Long.MAX_VALUE;
    }
    return KeptHistory.estimate(unseen, prefixes, fileBytes);
  }

  /** How it is known. */
  public String by() {
    return watched ? "scan and watch" : "scan";
  }
}
