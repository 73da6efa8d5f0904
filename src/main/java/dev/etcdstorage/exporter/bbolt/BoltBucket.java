package dev.etcdstorage.exporter.bbolt;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A bucket.
 *
 * @param name each byte as a character
 * @param root its first page; 0 if it is small and inline
 * @param inline its inline page
 * @param entryBytes size of its entry in the bucket of buckets, an inline page included
 */
public record BoltBucket(String name, long root, Optional<BoltPage> inline, int entryBytes) {
  /** Root page and sequence, before the inline page. */
  private static final int HEADER = 16;

  /** A quarter of the largest page of any system, 64 KiB; bbolt inlines no more. */
  private static final int MOST_INLINE = HEADER + (16 << 10);

  /** The bucket in an element of a leaf. */
  static BoltBucket of(BoltPage leaf, int index, String name) throws BoltFileException {
    int size = leaf.valueBytes(index);
    if (size < HEADER) {
      throw new BoltFileException(
          String.format(
              "the bucket %s of %s is described by %d bytes instead of %d",
              name, leaf.name(), size, HEADER));
    }
    int at = leaf.valueAt(index);
    long root = leaf.bytes().getLong(at);
    int entry = BoltPage.ELEMENT + leaf.keyBytes(index) + size;
    if (root != 0) {
      return new BoltBucket(name, root, Optional.empty(), entry);
    }
    if (size < HEADER + BoltPage.HEADER) {
      throw new BoltFileException(
          String.format(
              "the bucket %s lies inline in %s, in %d bytes, which is too little",
              name, leaf.name(), size));
    }
    if (size > MOST_INLINE) {
      throw new BoltFileException(
          String.format(
              "the bucket %s lies inline in %s, in %d bytes, which is too much",
              name, leaf.name(), size));
    }
    // A copy: an inline page need not be aligned as pages are.
    byte[] page = new byte[size - HEADER];
    leaf.bytes().get(at + HEADER, page);
    ByteBuffer bytes = ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN);
    return new BoltBucket(name, 0, Optional.of(new BoltPage(bytes, 0, 0, page.length)), entry);
  }

  /** As in the file. */
  public byte[] nameBytes() {
    return name.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Its name in messages. */
  String described() {
    return "bucket " + name;
  }
}
