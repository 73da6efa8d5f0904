package dev.etcdstorage.exporter.keyspace.scan;

/**
 * How much one read may burden etcd.
 *
 * @param rangeKeys etcd counts the whole range of a read under the lock that puts need, whatever
 *     the limit; 10,000 keys take it some 1.5 ms. With values the first pass takes many small pages
 *     of each range, so that the range must be small too
 * @param pageKeys entries in one answer, at most
 * @param unknownKeys entries in one answer where nothing is remembered of their size: etcd builds
 *     the answer in its memory, and any value may have 1.5 MB, whatever those before it had
 * @param firstPageKeys entries in the first answer
 * @param pageBytes of one answer
 * @param spans ranges to remember for the next pass
 */
record Limits(
    int rangeKeys, int pageKeys, int unknownKeys, int firstPageKeys, long pageBytes, int spans) {
  static Limits of(boolean values) {
    return values
        ? new Limits(2_500, 500, 64, 16, 2L << 20, 8_192)
        : new Limits(10_000, 5_000, 5_000, 16, 2L << 20, 8_192);
  }
}
