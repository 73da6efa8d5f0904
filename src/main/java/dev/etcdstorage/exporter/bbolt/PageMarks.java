package dev.etcdstorage.exporter.bbolt;

/** The pages that a walk has met; none may be met twice. One bit a page. */
public final class PageMarks {
  private final long[] bits;
  private long count;

  PageMarks(long pages) {
    bits = new long[(int) ((pages + 63) >>> 6)];
  }

  /**
   * Marks a page and its overflow pages.
   *
   * @throws BoltFileException if one of them was met before: pages form a cycle, or two share one
   */
  void mark(long id, long pages, String from) throws BoltFileException {
    for (long page = id; page < id + pages; page++) {
      int word = (int) (page >>> 6);
      long bit = 1L << (page & 63);
      if ((bits[word] & bit) != 0) {
        throw new BoltFileException(
            String.format(
                "%s leads to page %d, which something else leads to already", from, page));
      }
      bits[word] |= bit;
    }
    count += pages;
  }

  /** Marked so far. */
  public long count() {
    return count;
  }
}
