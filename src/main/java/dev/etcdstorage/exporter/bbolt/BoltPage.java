package dev.etcdstorage.exporter.bbolt;

import java.nio.ByteBuffer;

/**
 * A branch or leaf page within a mapped part of the file, its overflow pages included. All its
 * offsets are within it: the constructor checks that once.
 */
public final class BoltPage {
  static final int HEADER = 16;
  static final int ELEMENT = 16;
  static final int BRANCH = 0x01;
  static final int LEAF = 0x02;
  static final int META = 0x04;
  static final int FREELIST = 0x10;
  private static final int BUCKET = 0x01;

  /** bbolt's MaxKeySize. */
  private static final int LONGEST_KEY = 32_768;

  private static final int FLAGS_AT = 8;
  private static final int COUNT_AT = 10;
  static final int OVERFLOW_AT = 12;

  private final ByteBuffer bytes;
  private final int at;
  private final long id;
  private final int length;
  private final boolean leaf;
  private final int count;

  /**
   * @param at where it begins in {@code bytes}
   * @param id 0 if it is inline in its parent
   * @param length in bytes, all of its pages
   */
  BoltPage(ByteBuffer bytes, int at, long id, int length) throws BoltFileException {
    this.bytes = bytes;
    this.at = at;
    this.id = id;
    this.length = length;
    int flags = bytes.getShort(at + FLAGS_AT) & 0xffff;
    if (flags != BRANCH && flags != LEAF) {
      throw new BoltFileException(
          String.format("%s is %s where a branch or leaf page should be", name(), kind(flags)));
    }
    this.leaf = flags == LEAF;
    this.count = bytes.getShort(at + COUNT_AT) & 0xffff;
    checkElements();
  }

  private static String kind(int flags) {
    return switch (flags) {
      case META -> "a meta page";
      case FREELIST -> "a freelist page";
      default -> String.format("of unknown kind %04x", flags);
    };
  }

  private void checkElements() throws BoltFileException {
    long head = HEADER + (long) ELEMENT * count;
    if (head > length) {
      throw new BoltFileException(
          String.format(
              "%s says it has %d elements, and has room for %d",
              name(), count, (length - HEADER) / ELEMENT));
    }
    if (count == 0 && !leaf) {
      throw new BoltFileException(String.format("%s is a branch page without elements", name()));
    }
    long used = head;
    for (int i = 0; i < count; i++) {
      int element = element(i);
      long begin = element - at + Integer.toUnsignedLong(bytes.getInt(position(element)));
      long size =
          leaf
              ? Integer.toUnsignedLong(bytes.getInt(element + 8))
                  + Integer.toUnsignedLong(bytes.getInt(element + 12))
              : Integer.toUnsignedLong(bytes.getInt(element + 4));
      if (keyBytes(i) < 0 || keyBytes(i) > LONGEST_KEY) {
        throw new BoltFileException(
            String.format(
                "element %d of %s has a key of %s bytes, and bbolt's longest is %d",
                i, name(), Integer.toUnsignedString(keyBytes(i)), LONGEST_KEY));
      }
      if (begin < head || begin + size > length) {
        throw new BoltFileException(
            String.format(
                "element %d of %s lies at bytes %d to %d of a page of %d bytes",
                i, name(), begin, begin + size, length));
      }
      used += size;
    }
    if (used > length) {
      throw new BoltFileException(String.format("the elements of %s overlap", name()));
    }
  }

  private int element(int index) {
    return at + HEADER + ELEMENT * index;
  }

  private int position(int element) {
    return leaf ? element + 4 : element;
  }

  /** {@code page 17}. */
  public String name() {
    return id == 0 ? "an inline page" : "page " + id;
  }

  /** 0 if it is inline in its parent. */
  public long id() {
    return id;
  }

  public boolean isLeaf() {
    return leaf;
  }

  /** The number of elements. */
  public int count() {
    return count;
  }

  /** All of its pages, in bytes. */
  public int length() {
    return length;
  }

  /** The mapped part of the file; for absolute reads only. */
  public ByteBuffer bytes() {
    return bytes;
  }

  /** Offset in {@link #bytes} of an element's key. */
  public int keyAt(int index) {
    int element = element(index);
    return element + bytes.getInt(position(element));
  }

  /** In bytes. */
  public int keyBytes(int index) {
    return bytes.getInt(element(index) + (leaf ? 8 : 4));
  }

  /** Offset in {@link #bytes} of the value of a leaf's element, right after its key. */
  public int valueAt(int index) {
    return keyAt(index) + keyBytes(index);
  }

  /** Of a leaf's element, in bytes. */
  public int valueBytes(int index) {
    return bytes.getInt(element(index) + 12);
  }

  /** Of a leaf's element: whether it is a bucket. */
  boolean isBucket(int index) {
    return (bytes.getInt(element(index)) & BUCKET) != 0;
  }

  /** The page of a branch's element. */
  long child(int index) {
    return bytes.getLong(element(index) + 8);
  }

  /** A copy. */
  public byte[] key(int index) {
    return copy(keyAt(index), keyBytes(index));
  }

  /** A copy. */
  public byte[] value(int index) {
    return copy(valueAt(index), valueBytes(index));
  }

  private byte[] copy(int from, int size) {
    byte[] copy = new byte[size];
    bytes.get(from, copy);
    return copy;
  }

  /** Bytes of the elements, headers included; the rest of the page is empty. */
  public long elementBytes() {
    long sum = (long) ELEMENT * count;
    for (int i = 0; i < count; i++) {
      sum += keyBytes(i) + (leaf ? valueBytes(i) : 0);
    }
    return sum;
  }
}
