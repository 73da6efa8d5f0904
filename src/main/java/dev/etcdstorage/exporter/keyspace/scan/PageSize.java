package dev.etcdstorage.exporter.keyspace.scan;

import java.util.OptionalLong;

/**
 * How many entries to ask for. etcd builds an answer in its memory before it sends it, and nobody
 * knows a value's size beforehand: so begin small, grow while answers are small, shrink at once.
 * Small values say nothing of those behind them, so that growth ends early ({@link
 * ReadLimits#unknownKeys}) where the pass before did not see them.
 */
final class PageSize {
  private final ReadLimits limits;
  private int limit;

  PageSize(ReadLimits limits) {
    this.limits = limits;
    this.limit = limits.firstPageKeys();
  }

  /** How many entries of this range to ask for. */
  int limit(KnownRange range) {
    long most = limits.unknownKeys() + (range.known() ? range.keys() : 0);
    return (int) Math.min(limit, Math.min(most, limits.pageKeys()));
  }

  /** Sizes by what the range held last time, if that is known. */
  void enter(KnownRange range) {
    if (range.known()) {
      fit((double) range.bytes() / (double) range.keys());
    }
  }

  /**
   * Learns from the answer to a read of so many entries at most.
   *
   * @param largest bytes of its largest entry
   */
  void seen(int asked, int entries, long bytes, long largest) {
    if (entries == 0) {
      return;
    }
    if (bytes > limits.pageBytes()) {
      fit((double) largest);
    } else if (bytes > limits.pageBytes() / 2) {
      fit(1.3 * (double) bytes / entries);
    } else if (entries >= asked) {
      limit = Math.min(2 * asked, limits.pageKeys());
    }
  }

  /**
   * An answer of so many entries at most was too large to be taken. Whatever made it so, etcd had
   * it in memory: rather go down fast than try often.
   *
   * @param bytes of the answer; empty where that is unknown
   * @return false where there is nothing left to take away
   */
  boolean shrink(int asked, OptionalLong bytes) {
    fit((double) bytes.orElse(0) / asked);
    limit = Math.max(1, Math.min(limit, asked / 4));
    return asked > 1;
  }

  private void fit(double each) {
    limit = (int) Math.max(1, Math.min(limits.pageKeys(), (double) limits.pageBytes() / each));
  }
}
