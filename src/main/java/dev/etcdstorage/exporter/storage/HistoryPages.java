package dev.etcdstorage.exporter.storage;

/**
 * The file bytes of versions that are only history, fed one by one as they become history. They are
 * packed into pages as bbolt packs live keys ({@link LiveFile}): versions written side by side are
 * mostly replaced side by side too. Tombstones are where the deletion was written, not beside the
 * versions that it ended, so they have pages of their own.
 *
 * <p>Bytes only ever grow. Only sums are kept.
 */
public final class HistoryPages {
  /** Of an element: its header, and the revision that is its key. */
  private static final int VERSION_OVERHEAD = 16 + 17;

  /** The same with the mark of a tombstone, and the header of the key as its value. */
  private static final int TOMBSTONE_OVERHEAD = 16 + 18 + 2;

  private static final int CHILDREN_OF_A_BRANCH = 110;

  private final LeafPages versions = new LeafPages();
  private final LeafPages tombstones = new LeafPages();

  /**
   * A version was replaced or deleted.
   *
   * @param storedBytes its marshaled {@code KeyValue}
   */
  public void version(long storedBytes) {
    versions.add(storedBytes + VERSION_OVERHEAD);
  }

  /** A key was deleted. */
  public void tombstone(long keyBytes) {
    tombstones.add(keyBytes + TOMBSTONE_OVERHEAD);
  }

  /** Of all versions and tombstones. */
  public long bytes() {
    long branches =
        (versions.count() + tombstones.count()) * LeafPages.PAGE_BYTES / CHILDREN_OF_A_BRANCH;
    return versions.bytes() + tombstones.bytes() + branches;
  }
}
