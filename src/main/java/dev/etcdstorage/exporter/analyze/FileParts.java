package dev.etcdstorage.exporter.analyze;

import dev.etcdstorage.exporter.bbolt.PageCensus;

/**
 * What a file is made of, to the byte: the five parts add up to the size.
 *
 * @param liveBytes elements that stay: the newest version of each key that is not deleted, and all
 *     that etcd keeps besides keys (leases, members, users); headers of elements and revisions
 *     included
 * @param historyBytes elements that a compaction at the file's revision drops: older versions, and
 *     tombstones
 * @param slackBytes of leaf pages, in no element
 * @param freeBytes pages not in use
 * @param overheadBytes meta, freelist and branch pages, the headers of leaf pages, and the entries
 *     of the buckets
 */
public record FileParts(
    long liveBytes, long historyBytes, long slackBytes, long freeBytes, long overheadBytes) {
  static FileParts of(PageCensus pages, KeySums keys) {
    return new FileParts(
        pages.elementBytes() - keys.historyStoredBytes(),
        keys.historyStoredBytes(),
        pages.slackBytes(),
        pages.freeBytes(),
        pages.overheadBytes());
  }

  /** The size of the database as etcd counts it. */
  public long sizeBytes() {
    return liveBytes + historyBytes + slackBytes + freeBytes + overheadBytes;
  }
}
