package dev.etcdstorage.exporter.storage;

/**
 * Packs elements into leaf pages as bbolt does when etcd defragments.
 *
 * <p>Elements come in order. A leaf takes two whatever their size, and more while it stays within
 * 90% of a page ({@code FillPercent} of etcd's copy), its header of 16 bytes included. Anything
 * larger than a page continues in overflow pages, so each leaf takes whole pages. etcd commits the
 * copy every 10,000 elements, and bbolt goes on with the last leaf, so commits do not show.
 */
final class LeafPages {
  static final int PAGE_BYTES = 4096;

  private static final int HEADER = 16;
  private static final int FULL = PAGE_BYTES * 9 / 10;
  private static final int AT_LEAST = 2;

  private long finished;
  private long finishedUnused;
  private long finishedBytes;
  private long elements;
  private long used = HEADER;

  /** Appends an element. */
  void add(long bytes) {
    if (elements >= AT_LEAST && used + bytes > FULL) {
      finishedUnused += unusedInLast();
      finishedBytes += bytesOfLast();
      finished++;
      elements = 0;
      used = HEADER;
    }
    elements++;
    used += bytes;
  }

  /** Leaves so far. */
  long count() {
    return elements > 0 ? finished + 1 : finished;
  }

  /** Bytes of all leaves' pages that hold no element, headers included. */
  long unusedBytes() {
    return elements > 0 ? finishedUnused + unusedInLast() : finishedUnused;
  }

  /** All leaves' pages. */
  long bytes() {
    return elements > 0 ? finishedBytes + bytesOfLast() : finishedBytes;
  }

  private long unusedInLast() {
    return bytesOfLast() - (used - HEADER);
  }

  private long bytesOfLast() {
    return (used + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
  }
}
