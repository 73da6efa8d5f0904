package dev.etcdstorage.exporter.bbolt;

/**
 * All pages of a file by kind, and the bytes in them. {@code pages} counts whole pages, overflow
 * pages included; {@code nodes} counts what bbolt calls logical pages.
 *
 * @param pageSize in bytes
 * @param pages all of them, up to the end in the meta page
 * @param freelistPages 0 where the list is not written
 * @param freePages not in use
 * @param leafHeadBytes headers of leaf pages
 * @param slackBytes of leaf pages, in no element
 * @param entryBytes entries of buckets in the bucket of buckets, without the elements of inline
 *     ones
 * @param elementBytes elements of all buckets: their headers, keys and values
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

  /** Everything that is neither an element nor empty. */
  public long overheadBytes() {
    return (META_PAGES + branchPages + freelistPages) * pageSize + leafHeadBytes + entryBytes;
  }
}
