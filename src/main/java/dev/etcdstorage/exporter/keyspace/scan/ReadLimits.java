package dev.etcdstorage.exporter.keyspace.scan;

import java.util.OptionalLong;

/**
 * The limits for the load of one read on etcd.
 *
 * @param rangeKeys etcd counts the whole range of a read under the lock that puts need, whatever
 *     the limit; 10,000 keys take it some 1.5 ms. With values the first scan takes many small pages
 *     of each range, so the range must be small too. A larger range is read piece by piece
 * @param pageKeys the most entries in one answer
 * @param unknownKeys the same where no sizes are remembered: etcd builds the answer in its memory,
 *     and any value may have 1.5 MB, whatever those before it had
 * @param firstPageKeys entries in the first answer
 * @param pageBytes of one answer
 * @param ranges ranges to remember for the next scan
 */
record ReadLimits(
    int rangeKeys, int pageKeys, int unknownKeys, int firstPageKeys, long pageBytes, int ranges) {
  /** The most that etcd may read for a page of keys alone: it reads their values all the same. */
  private static final long READ_BYTES = 4L << 20;

  private static final int UNKNOWN_KEYS = 64;

  /**
   * With values, an answer's own size shows its load on etcd. Some 1 ms of its time: with pages of
   * 500 keys the whole takes a third less, but 3 ms at a time.
   */
  static ReadLimits withValues() {
    return new ReadLimits(1_000, 128, UNKNOWN_KEYS, 16, 512L << 10, 8_192);
  }

  /**
   * Without values, the values that etcd reads all the same are not seen.
   *
   * @param storedBytes of a key, its value and its history on average; empty where it is unknown
   */
  static ReadLimits keysOnly(OptionalLong storedBytes) {
    long page =
        storedBytes.isEmpty()
            ? UNKNOWN_KEYS
            : Math.max(UNKNOWN_KEYS, READ_BYTES / Math.max(1, storedBytes.getAsLong()));
    int keys = (int) Math.min(page, 5_000);
    return new ReadLimits(10_000, keys, keys, Math.min(16, keys), 2L << 20, 8_192);
  }

  /** The size of a remembered range, such that it is still one page when it has grown a little. */
  long grainBytes() {
    return pageBytes * 3 / 4;
  }
}
