package dev.etcdstorage.exporter.analyze;

/**
 * Sums over keys.
 *
 * @param keys live ones
 * @param liveBytes of live keys and their values
 * @param versions kept in the file: live ones and old ones, without tombstones
 * @param historyBytes of keys and values that are not live, tombstones included
 * @param tombstones marks of deletions that are still kept
 * @param liveStoredBytes of the live versions in leaf pages
 * @param historyStoredBytes of the others there
 */
public record KeySums(
    long keys,
    long liveBytes,
    long versions,
    long historyBytes,
    long tombstones,
    long liveStoredBytes,
    long historyStoredBytes) {
  public static final KeySums NONE = new KeySums(0, 0, 0, 0, 0, 0, 0);

  public KeySums plus(KeySums other) {
    return new KeySums(
        keys + other.keys,
        liveBytes + other.liveBytes,
        versions + other.versions,
        historyBytes + other.historyBytes,
        tombstones + other.tombstones,
        liveStoredBytes + other.liveStoredBytes,
        historyStoredBytes + other.historyStoredBytes);
  }

  public KeySums minus(KeySums other) {
    return new KeySums(
        keys - other.keys,
        liveBytes - other.liveBytes,
        versions - other.versions,
        historyBytes - other.historyBytes,
        tombstones - other.tombstones,
        liveStoredBytes - other.liveStoredBytes,
        historyStoredBytes - other.historyStoredBytes);
  }

  /** In leaf pages. */
  public long storedBytes() {
    return liveStoredBytes + historyStoredBytes;
  }
}
