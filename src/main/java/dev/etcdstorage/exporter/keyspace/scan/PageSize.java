package dev.etcdstorage.exporter.keyspace.scan;

import java.util.OptionalLong;

/**
 * How many entries to request. etcd builds an answer in its memory before it sends it, and a
 * value's size is not known beforehand: so begin small, grow while answers are small, shrink at
 * once. Small values prove nothing about those after them, so growth ends early ({@link
 * ReadLimits#unknownKeys}) where the scan before did not see them.
 */
final class PageSize {
  private final ReadLimits limits;
  private int limit;

  PageSize(ReadLimits limits) {
    this.limits = limits;
    this.limit = limits.firstPageKeys();
  }

  /** How many entries of this range to request. */
  int limit(KnownRange range) {
    long most = limits.unknownKeys() + (range.known() ? range.keys() : 0);
    return (int) Math.min(limit, Math.min(most, limits.pageKeys()));
  }

  /** Takes the size from what the range held last time, if that is known. */
  void enter(KnownRange range) {
    if (range.known()) {
      fit((double) range.bytes() / (double) range.keys());
    }
  }

  /**
   * Learns from the answer to a read of at most {@code asked} entries.
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
   * An answer of at most {@code asked} entries was too large. etcd had all of it in memory, so it
   * is better to go down fast than to try often.
   *
   * @param bytes of the answer; empty where that is unknown
   * @return false if it cannot be smaller
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
