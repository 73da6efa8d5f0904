package dev.etcdstorage.exporter.storage;

import java.util.OptionalLong;

/**
 * What a database file is made of; the parts add up to its size, but where no revision is kept.
 *
 * <p>In-use pages that are not live data are called history. After a compaction they also hold what
 * is left of half-emptied pages: bbolt merges pages only below 45%, so live data can take about
 * twice its size until a defragmentation packs it anew. {@link Thresholds#historyRatio} allows for
 * that. Right after a compaction at the newest revision there is no history, and what is in use
 * beside the live data is only such pages, and those that etcd frees with its next commits: they
 * are in none of the parts.
 *
 * @param liveBytes stays, whatever is done but deleting keys; empty without a fresh scan
 * @param historyBytes goes by compaction, and leaves free pages; empty without a fresh scan
 * @param freeBytes goes by defragmentation
 */
public record FileMakeup(OptionalLong liveBytes, OptionalLong historyBytes, long freeBytes) {

  /** Splits a file of which nothing is known of the revisions kept. */
  public static FileMakeup of(DbSpace space, OptionalLong liveFileBytes) {
    return of(space, liveFileBytes, OptionalLong.empty());
  }

  /**
   * Splits a file.
   *
   * @param liveFileBytes what the live data would take in a file of its own ({@link LiveFile});
   *     capped by the pages in use, since keys may have been deleted after the scan
   * @param revisionsKept from the compacted one to the newest; 0: there is no history
   */
  public static FileMakeup of(
      DbSpace space, OptionalLong liveFileBytes, OptionalLong revisionsKept) {
    long free = Math.max(0, space.sizeBytes() - space.inUseBytes());
    if (liveFileBytes.isEmpty()) {
      return new FileMakeup(OptionalLong.empty(), OptionalLong.empty(), free);
    }
    long live = Math.min(liveFileBytes.getAsLong(), space.inUseBytes());
    boolean none = revisionsKept.isPresent() && revisionsKept.getAsLong() == 0;
    long history = none ? 0 : space.inUseBytes() - live;
    return new FileMakeup(OptionalLong.of(live), OptionalLong.of(history), free);
  }

  /**
   * What a defragmentation gives back: free pages, and where there is no history the pages in use
   * that hold no live data.
   *
   * @param space of the same file
   */
  public long reclaimableBytes(DbSpace space) {
    boolean split = liveBytes.isPresent() && historyBytes.isPresent();
    long rest =
        split ? space.sizeBytes() - liveBytes.getAsLong() - historyBytes.getAsLong() : freeBytes;
    return Math.max(freeBytes, rest);
  }
}
