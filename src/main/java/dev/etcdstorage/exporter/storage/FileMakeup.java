package dev.etcdstorage.exporter.storage;

import java.util.OptionalLong;

/**
 * What a database file is made of; the parts add up to its size.
 *
 * <p>In-use pages that are not live data are called history. After a compaction they also hold what
 * is left of half-emptied pages: bbolt merges pages only below 45 %, so live data can take about
 * twice its size until a defragmentation packs it anew. {@link Thresholds#historyRatio} allows for
 * that.
 *
 * @param liveBytes stays, whatever is done but deleting keys; empty without a fresh scan
 * @param historyBytes goes by compaction, and leaves free pages; empty without a fresh scan
 * @param freeBytes goes by defragmentation
 */
public record FileMakeup(OptionalLong liveBytes, OptionalLong historyBytes, long freeBytes) {

  /**
   * Splits a file.
   *
   * @param liveFileBytes what the live data would take in a file of its own ({@link LiveFile});
   *     capped by the pages in use, since keys may have been deleted after the scan
   */
  public static FileMakeup of(DbSpace space, OptionalLong liveFileBytes) {
    long free = Math.max(0, space.sizeBytes() - space.inUseBytes());
    if (liveFileBytes.isEmpty()) {
      return new FileMakeup(OptionalLong.empty(), OptionalLong.empty(), free);
    }
    long live = Math.min(liveFileBytes.getAsLong(), space.inUseBytes());
    return new FileMakeup(OptionalLong.of(live), OptionalLong.of(space.inUseBytes() - live), free);
  }
}
