package dev.etcdstorage.exporter.keyspace.scan;

/**
 * How many entries to ask for. etcd builds an answer in its memory before it sends it, and nobody
 * knows a value's size beforehand: so begin small, grow while answers are small, shrink at once.
 */
final class PageSize {
  private final Limits limits;
  private int limit;

  PageSize(Limits limits) {
    this.limits = limits;
    this.limit = limits.firstPageKeys();
  }

  int limit() {
    return limit;
  }

  /** Sizes by what the span held last time, if that is known. */
  void enter(Span span) {
    if (span.bytes() > 0 && span.keys() > 0) {
      fit(limits.pageBytes(), (double) span.bytes() / (double) span.keys());
    }
  }

  /**
   * Learns from an answer.
   *
   * @param largest bytes of its largest entry
   */
  void seen(int entries, long bytes, long largest) {
    if (entries == 0) {
      return;
    }
    if (bytes > limits.pageBytes()) {
      fit(limits.pageBytes(), (double) largest);
    } else if (bytes > limits.pageBytes() / 2) {
      fit(limits.pageBytes(), 1.3 * (double) bytes / entries);
    } else if (entries >= limit) {
      limit = Math.min(2 * limit, limits.pageKeys());
    }
  }

  /**
   * An answer was too large to be taken. Whatever made it so, etcd had it in memory: rather go down
   * fast than try often.
   *
   * @return false where there is nothing left to take away
   */
  boolean shrink() {
    boolean possible = limit > 1;
    limit = Math.max(1, limit / 4);
    return possible;
  }

  private void fit(long bytes, double each) {
    limit = (int) Math.max(1, Math.min(limits.pageKeys(), (double) bytes / each));
  }
}
