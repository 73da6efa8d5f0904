package dev.etcdstorage.exporter.analyze;

/** Sums of keys while they pass. */
final class Tally {
  private long keys;
  private long liveBytes;
  private long versions;
  private long historyBytes;
  private long tombstones;
  private long liveStored;
  private long historyStored;

  /** A version that is the newest of its key, and no tombstone. */
  void addLive(KeyVersion version) {
    keys++;
    versions++;
    liveBytes += version.bytes();
    liveStored += version.storedBytes();
  }

  /** Any other one. */
  void addHistory(KeyVersion version) {
    if (version.tombstone()) {
      tombstones++;
    } else {
      versions++;
    }
    historyBytes += version.bytes();
    historyStored += version.storedBytes();
  }

  /** A version added as live, here or before this started over, no longer is. */
  void supersede(int bytes, int stored) {
    keys--;
    liveBytes -= bytes;
    liveStored -= stored;
    historyBytes += bytes;
    historyStored += stored;
  }

  void add(Tally other) {
    keys += other.keys;
    liveBytes += other.liveBytes;
    versions += other.versions;
    historyBytes += other.historyBytes;
    tombstones += other.tombstones;
    liveStored += other.liveStored;
    historyStored += other.historyStored;
  }

  long stored() {
    return liveStored + historyStored;
  }

  /** Never negative, though more may be superseded than was added since this started over. */
  KeySums sums() {
    return new KeySums(
        Math.max(0, keys),
        Math.max(0, liveBytes),
        versions,
        historyBytes,
        tombstones,
        Math.max(0, liveStored),
        historyStored);
  }
}
