package dev.etcdstorage.exporter.bbolt;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The two meta pages at the head of a file. bbolt writes them in turn, so a damaged one leaves the
 * other, which is a transaction older.
 */
final class MetaPages {
  private static final int PAGE_HEADER = 16;
  private static final int SMALLEST_PAGE = 512;
  private static final int LARGEST_PAGE = 1 << 24;

  /** The first bytes of a WAL: the length of a record that contains only a checksum. */
  private static final long WAL_HEAD = 0x8400000000000004L;

  private final FileChannel channel;
  private @Nullable BoltFileException first;
  private @Nullable BoltFileException second;

  MetaPages(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * The newer intact one.
   *
   * @throws BoltFileException if there is none
   */
  BoltMeta newest() throws IOException {
    if (channel.size() == 0) {
      throw new BoltFileException("the file is empty");
    }
    Optional<BoltMeta> one = at(0, 0);
    Optional<BoltMeta> other = one.isPresent() ? at(1, one.get().pageSize()) : searchedFor();
    return BoltMeta.newer(one, other).orElseThrow(this::noDatabase);
  }

  /** What is wrong with the other one, if anything. */
  Optional<String> damage() {
    if (first != null) {
      return Optional.of("meta page 0 is damaged: " + first.getMessage());
    }
    return second == null
        ? Optional.empty()
        : Optional.of("meta page 1 is damaged: " + second.getMessage());
  }

  private Optional<BoltMeta> at(int place, int pageSize) throws IOException {
    try {
      ByteBuffer bytes = read((long) place * pageSize + PAGE_HEADER, BoltMeta.BYTES);
      if (bytes.remaining() < BoltMeta.BYTES) {
        throw new BoltFileException("the file ends before it");
      }
      return Optional.of(BoltMeta.read(place, bytes));
    } catch (BoltFileException e) {
      if (place == 0) {
        first = e;
      } else {
        second = e;
      }
      return Optional.empty();
    }
  }

  /** The first page tells the page size; without it, all sizes are tried. */
  private Optional<BoltMeta> searchedFor() throws IOException {
    for (int pageSize = SMALLEST_PAGE; pageSize <= LARGEST_PAGE; pageSize *= 2) {
      ByteBuffer bytes = read((long) pageSize + PAGE_HEADER, BoltMeta.BYTES);
      if (bytes.remaining() == BoltMeta.BYTES && BoltMeta.claims(bytes)) {
        Optional<BoltMeta> meta = at(1, pageSize);
        if (meta.isPresent() && meta.get().pageSize() == pageSize) {
          return meta;
        }
      }
    }
    return Optional.empty();
  }

  private ByteBuffer read(long at, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining() && channel.read(bytes, at + bytes.position()) >= 0) {
      // Until it is full, or the file ends.
    }
    return bytes.flip();
  }

  private BoltFileException noDatabase() {
    try {
      ByteBuffer head = read(0, PAGE_HEADER + BoltMeta.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      if (head.remaining() == PAGE_HEADER + BoltMeta.BYTES
          && (BoltMeta.claims(head.slice(PAGE_HEADER, BoltMeta.BYTES)) || second != null)) {
        return new BoltFileException(
            String.format(
                "neither meta page is valid: at byte %d %s; %s",
                PAGE_HEADER,
                first == null ? "" : first.getMessage(),
                second == null
                    ? "no second one was found"
                    : "of the second, " + second.getMessage()));
      }
      return new BoltFileException("this is not an etcd database: " + kind(head));
    } catch (IOException e) {
      return new BoltFileException("its first bytes cannot be read: " + e.getMessage());
    }
  }

  private static String kind(ByteBuffer head) {
    if (head.remaining() >= Long.BYTES && head.getLong(0) == WAL_HEAD) {
      return "it looks like a WAL file; the database is member/snap/db";
    }
    for (int i = 0; i < head.limit(); i++) {
      int b = head.get(i);
      if (b != '\n' && b != '\r' && b != '\t' && (b < ' ' || b == 0x7f)) {
        return "there is no meta page of bbolt at byte " + PAGE_HEADER;
      }
    }
    return "it looks like a text file";
  }
}
