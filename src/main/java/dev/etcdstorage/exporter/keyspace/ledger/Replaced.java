package dev.etcdstorage.exporter.keyspace.ledger;

import java.util.Arrays;

/**
 * What the watch has seen come to be history, up to one revision. Two of them are never the same,
 * but {@link #NONE} with itself.
 */
public final class Replaced {
  /** Nothing was seen. */
  static final Replaced NONE =
      new Replaced(Long.MAX_VALUE, Long.MAX_VALUE, new long[] {0}, new long[] {0});

  private final long from;
  private final long reached;
  private final long[] revisions;
  private final long[] sums;

  /**
   * @param from nothing is known of revisions up to this one
   * @param reached the last revision seen
   * @param revisions of the marks, at least one, in order
   * @param sums what had come up to each, the last being all
   */
  Replaced(long from, long reached, long[] revisions, long[] sums) {
    this.from = from;
    this.reached = reached;
    this.revisions = revisions;
    this.sums = sums;
  }

  /** How many revisions between the two were not seen. */
  long unseen(long compacted, long newest) {
    long first = Math.max(compacted, from);
    return newest - compacted - Math.max(0, Math.min(newest, reached) - first);
  }

  /** What came to be history after a revision: to some pages, and hardly more than that. */
  long bytesSince(long compacted) {
    return sums[sums.length - 1] - sums[lastMark(compacted)];
  }

  /** The last one up to a revision; the first where that is before all. */
  private int lastMark(long revision) {
    int at = Arrays.binarySearch(revisions, revision);
    return Math.max(0, at >= 0 ? at : -at - 2);
  }
}
