package dev.etcdstorage.exporter.bbolt;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A bucket.
 *
 * @param name each byte as a character
 * @param root its first page; 0 where it is small and lies inline
 * @param inline the page that lies inline
 * @param entryBytes what its entry takes in the bucket of buckets, an inline page included
 */
public record BoltBucket(String name, long root, Optional<BoltPage> inline, int entryBytes) {
  /** Root page and sequence, before what is inline. */
  private static final int HEADER = 16;

  /** A quarter of the largest page that a system has, 64 KiB; bbolt inlines no more. */
  private static final int MOST_INLINE = HEADER + (16 << 10);

  /** The one that an element of a leaf describes. */
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
    // A copy: what is inline need not be aligned as pages are.
    byte[] page = new byte[size - HEADER];
    leaf.bytes().get(at + HEADER, page);
    ByteBuffer bytes = ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN);
    return new BoltBucket(name, 0, Optional.of(new BoltPage(bytes, 0, 0, page.length)), entry);
  }

  /** As it stands in the file. */
  public byte[] nameBytes() {
    return name.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** What it is called in messages. */
  String described() {
    return "bucket " + name;
  }
}
