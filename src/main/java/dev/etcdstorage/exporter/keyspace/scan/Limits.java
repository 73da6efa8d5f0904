package dev.etcdstorage.exporter.keyspace.scan;

/**
 * How much one read may burden etcd.
 *
 * @param rangeKeys etcd counts the whole range of a read under the lock that puts need, whatever
 *     the limit; 10,000 keys take it some 1.5 ms
 * @param pageKeys entries in one answer, at most
 * @param firstPageKeys entries in the first answer, while nothing is known of their size
 * @param pageBytes of one answer
 * @param spans ranges to remember for the next pass
 */
record Limits(int rangeKeys, int pageKeys, int firstPageKeys, long pageBytes, int spans) {
  static Limits of(boolean values) {
    return new Limits(10_000, values ? 500 : 5_000, 16, 2L << 20, 8_192);
  }
}
