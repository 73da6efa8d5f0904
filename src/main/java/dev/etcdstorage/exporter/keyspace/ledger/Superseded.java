package dev.etcdstorage.exporter.keyspace.ledger;

import dev.etcdstorage.exporter.storage.HistoryPages;
import java.util.Arrays;

/**
 * What became history, by the revision that replaced or deleted it: a running sum, and marks of it
 * by revision. A compaction at a revision keeps of each key the latest version up to it and all
 * after it. So exactly what a later revision replaced or deleted is history, and with it the
 * tombstones of later revisions: history since a compaction is the sum now less the sum then.
 *
 * <p>There is a mark for each page's worth, or for eight once there is much. When there is no more
 * room, marks are dropped, but none whose loss would put the history since any earlier revision off
 * by more than 1/{@value #PRECISION} of itself, however much has come since the beginning. Room for
 * marks grows to 128 KiB, and begins small: of a thousand clusters few are written much.
 */
final class Superseded {
  static final int MARKS = 1 << 13;
  private static final int FIRST_MARKS = 1 << 5;
  private static final int PRECISION = 128;
  private static final int LEAST = 4096;
  private static final int MOST = 8 * LEAST;

  private long[] revisions = new long[FIRST_MARKS];
  private long[] sums = new long[FIRST_MARKS];
  private int marks;
  private long precision = PRECISION;

  private HistoryPages pages = new HistoryPages();

  /** Bytes since the last mark, without the unused rest of their pages. */
  private long unmarked;

  private long nextMark = LEAST;

  /** Of the last bytes. */
  private long revision;

  /** Nothing is known of revisions up to this one. */
  private long from;

  Superseded() {
    restart(0);
  }

  /** From now on all revisions after this one will come. */
  void restart(long after) {
    pages = new HistoryPages();
    marks = 0;
    precision = PRECISION;
    revision = after;
    from = after;
    mark();
  }

  /**
   * A version was replaced or deleted.
   *
   * @param bytes its marshaled {@code KeyValue}
   */
  void version(long by, long bytes) {
    at(by);
    pages.version(bytes);
    unmarked += bytes;
  }

  void tombstone(long by, int keyBytes) {
    at(by);
    pages.tombstone(keyBytes);
    unmarked += keyBytes;
  }

  private void at(long next) {
    if (next > revision) {
      if (unmarked >= nextMark) {
        mark();
      }
      revision = next;
    }
  }

  /** The last revision is complete. */
  private void mark() {
    if (marks == MARKS) {
      thin();
    } else if (marks == revisions.length) {
      revisions = Arrays.copyOf(revisions, 2 * marks);
      sums = Arrays.copyOf(sums, 2 * marks);
    }
    revisions[marks] = revision;
    sums[marks] = pages.bytes();
    nextMark = Math.max(LEAST, Math.min(MOST, sums[marks] / MARKS));
    unmarked = 0;
    marks++;
  }

  private void thin() {
    long now = pages.bytes();
    int kept = 1;
    for (int i = 1; i < marks - 1; i++) {
      long gap = sums[i + 1] - sums[kept - 1];
      if (gap > (now - sums[i + 1]) / precision) {
        keep(i, kept);
        kept++;
      }
    }
    keep(marks - 1, kept);
    marks = kept + 1;
    if (marks > MARKS / 4 * 3) {
      precision = Math.max(1, precision / 2);
      thin();
    }
  }

  private void keep(int mark, int place) {
    revisions[place] = revisions[mark];
    sums[place] = sums[mark];
  }

  /**
   * As it is now, for later use, with a mark of the last revision: a compaction there left nothing.
   */
  Replaced now(long reached) {
    long[] at = Arrays.copyOf(revisions, marks + 1);
    long[] sum = Arrays.copyOf(sums, marks + 1);
    at[marks] = revision;
    sum[marks] = pages.bytes();
    return new Replaced(from, reached, at, sum);
  }
}
