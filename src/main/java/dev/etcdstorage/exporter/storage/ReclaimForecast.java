package dev.etcdstorage.exporter.storage;

/**
 * What a compaction of all history and then a defragmentation would give back to the file system.
 *
 * @param space the file before
 * @param liveFileBytes what its live data takes in a file of its own ({@link LiveFile}): the file
 *     after
 */
public record ReclaimForecast(DbSpace space, long liveFileBytes) {

  /**
   * Bytes given back: free pages, history, and the room in half-emptied pages. 0 where the model's
   * file is the larger one: the file is packed already.
   */
  public long bytes() {
    return Math.max(0, space.sizeBytes() - liveFileBytes);
  }
}
