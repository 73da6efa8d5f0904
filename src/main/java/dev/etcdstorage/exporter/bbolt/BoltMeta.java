package dev.etcdstorage.exporter.bbolt;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * The contents of a meta page.
 *
 * @param place 0 or 1: which of the two meta pages this is
 * @param pageSize in bytes
 * @param root the page of the bucket of buckets
 * @param freelist the page of the list of free pages, or {@link #NO_FREELIST}
 * @param end the first page after the database, so the number of its pages
 * @param transaction the last transaction that was committed; the newer meta page counts
 */
public record BoltMeta(
    int place, int pageSize, long root, long freelist, long end, long transaction) {
  /** etcd does not write the list: bbolt finds the free pages when it opens the file. */
  public static final long NO_FREELIST = -1;

  static final int BYTES = 64;
  private static final int MAGIC = 0xED0CDAED;
  private static final int VERSION = 2;
  private static final int CHECKED_BYTES = 56;
  private static final int LARGEST_PAGE = 1 << 24;

  private static final int MAGIC_AT = 0;
  private static final int VERSION_AT = 4;
  private static final int PAGE_SIZE_AT = 8;
  private static final int ROOT_AT = 16;
  private static final int FREELIST_AT = 32;
  private static final int END_AT = 40;
  private static final int TRANSACTION_AT = 48;
  private static final int CHECKSUM_AT = 56;

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  /**
   * Reads one.
   *
   * @param bytes {@value #BYTES} bytes from its beginning
   * @throws BoltFileException that says why it is invalid
   */
  static BoltMeta read(int place, ByteBuffer bytes) throws BoltFileException {
    ByteBuffer in = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    int magic = in.getInt(MAGIC_AT);
    if (magic == Integer.reverseBytes(MAGIC)) {
      throw new BoltFileException(
          "it was written on a big-endian machine, which only such a machine can read");
    }
    if (magic != MAGIC) {
      throw new BoltFileException(
          String.format("its magic number is %08x instead of %08x", magic, MAGIC));
    }
    if (in.getInt(VERSION_AT) != VERSION) {
      throw new BoltFileException(
          String.format("its version is %d instead of %d", in.getInt(VERSION_AT), VERSION));
    }
    long checksum = checksum(in);
    if (checksum != in.getLong(CHECKSUM_AT)) {
      throw new BoltFileException(
          String.format(
              "its checksum is %016x instead of %016x", in.getLong(CHECKSUM_AT), checksum));
    }
    int pageSize = in.getInt(PAGE_SIZE_AT);
    if (Integer.bitCount(pageSize) != 1 || pageSize < 512 || pageSize > LARGEST_PAGE) {
      throw new BoltFileException(
          String.format("its page size is %d", Integer.toUnsignedLong(pageSize)));
    }
    return new BoltMeta(
        place,
        pageSize,
        in.getLong(ROOT_AT),
        in.getLong(FREELIST_AT),
        in.getLong(END_AT),
        in.getLong(TRANSACTION_AT));
  }

  /** Whether these bytes claim to be a meta page, whatever else is wrong with them. */
  static boolean claims(ByteBuffer bytes) {
    int magic = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).getInt(MAGIC_AT);
    return magic == MAGIC || magic == Integer.reverseBytes(MAGIC);
  }

  /** FNV-1a, 64 bits, over everything before the checksum. */
  static long checksum(ByteBuffer bytes) {
    long hash = FNV_OFFSET;
    for (int i = 0; i < CHECKED_BYTES; i++) {
      hash = (hash ^ (bytes.get(i) & 0xff)) * FNV_PRIME;
    }
    return hash;
  }

  /** The size of the database as bbolt and etcd count it. */
  public long bytes() {
    return end * pageSize;
  }

  /** The newer of two. */
  static Optional<BoltMeta> newer(Optional<BoltMeta> one, Optional<BoltMeta> other) {
    if (one.isEmpty() || other.isEmpty()) {
      return one.or(() -> other);
    }
    return Long.compareUnsigned(one.get().transaction(), other.get().transaction()) >= 0
        ? one
        : other;
  }
}
