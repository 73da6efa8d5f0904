package dev.etcdstorage.exporter.bbolt;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The page that lists the free pages, if it is written.
 *
 * @param pages it and its overflow pages
 * @param listed how many pages it lists as free
 */
record Freelist(long pages, long listed) {
  private static final int MANY = 0xffff;

  static Freelist of(BoltFile file) throws IOException {
    long id = file.meta().freelist();
    if (id < 2 || id >= file.meta().end()) {
      throw new BoltFileException(
          String.format(
              "the meta page says that the freelist is page %s, and the database has pages 2 to %d",
              Long.toUnsignedString(id), file.meta().end() - 1));
    }
    ByteBuffer head = ByteBuffer.allocate(BoltPage.HEADER + Long.BYTES);
    while (head.hasRemaining()
        && file.channel().read(head, id * file.meta().pageSize() + head.position()) >= 0) {
      // Until it is full; the page is within the file.
    }
    head.order(ByteOrder.LITTLE_ENDIAN);
    int flags = head.getShort(8) & 0xffff;
    if (head.getLong(0) != id || flags != BoltPage.FREELIST) {
      throw new BoltFileException(
          String.format(
              "page %d should be the freelist, and says that it is page %s of kind %04x",
              id, Long.toUnsignedString(head.getLong(0)), flags));
    }
    long pages = 1 + Integer.toUnsignedLong(head.getInt(BoltPage.OVERFLOW_AT));
    if (id + pages > file.meta().end()) {
      throw new BoltFileException(
          String.format(
              "page %d goes on for %d more pages, and the database ends at page %d",
              id, pages - 1, file.meta().end() - 1));
    }
    int count = head.getShort(10) & 0xffff;
    long listed = count == MANY ? head.getLong(BoltPage.HEADER) : count;
    long room = (pages * file.meta().pageSize() - BoltPage.HEADER) / Long.BYTES;
    if (listed < 0 || listed > room) {
      throw new BoltFileException(
          String.format(
              "the freelist at page %d says that it names %s pages, and has room for %d",
              id, Long.toUnsignedString(listed), room));
    }
    return new Freelist(pages, listed);
  }
}
