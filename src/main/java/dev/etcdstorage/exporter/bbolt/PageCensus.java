package dev.etcdstorage.exporter.bbolt;

/**
 * All pages of a file by what they are, and the bytes in them. {@code pages} counts whole pages,
 * those that a large element goes on in included; {@code nodes} counts what bbolt calls logical
 * pages.
 *
 * @param pageSize in bytes
 * @param pages all of them, up to the end that the meta page tells
 * @param freelistPages 0 where the list is not written
 * @param freePages belong to nothing
 * @param leafHeadBytes heads of leaf pages
 * @param slackBytes of leaf pages, filled by no element
 * @param entryBytes entries of buckets in the bucket of buckets, without the elements of inline
 *     ones
 * @param elementBytes elements of all buckets: their heads, keys and values
 */
public record PageCensus(
    int pageSize,
    long pages,
    long branchNodes,
    long branchPages,
    long leafNodes,
    long leafPages,
    long freelistPages,
    long freePages,
    long leafHeadBytes,
    long slackBytes,
    long entryBytes,
    long elementBytes) {
  /** Every file has two. */
  public static final int META_PAGES = 2;

  /** The size of the database as etcd counts it. */
  public long sizeBytes() {
    return pages * pageSize;
  }

  public long freeBytes() {
    return freePages * pageSize;
  }

  /** All that is neither an element nor empty. */
  public long overheadBytes() {
    return (META_PAGES + branchPages + freelistPages) * pageSize + leafHeadBytes + entryBytes;
  }
}
