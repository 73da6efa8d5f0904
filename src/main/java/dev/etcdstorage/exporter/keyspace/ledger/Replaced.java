package dev.etcdstorage.exporter.keyspace.ledger;

import java.util.Arrays;

/** What the watch has seen become history, up to one revision. Compared by identity. */
public final class Replaced {
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

  /** What became history after a revision: exact to some pages. */
  long bytesSince(long compacted) {
    return sums[sums.length - 1] - sums[lastMark(compacted)];
  }

  /** The last one up to a revision; the first if that is before all. */
  private int lastMark(long revision) {
    int at = Arrays.binarySearch(revisions, revision);
    return Math.max(0, at >= 0 ? at : -at - 2);
  }
}
