package dev.etcdstorage.exporter.analyze;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads the end of a WAL, and only index and term of its entries.
 *
 * <p>Source: etcd {@code server/storage/wal} (encoder.go: eight bytes of length, the highest for
 * padding, then a record; walpb/record.proto: type 1, data 3; wal.go: types 2 entry, 3 state), raft
 * {@code raft.proto} (Entry: Term 2, Index 3; HardState: term 1, commit 3).
 */
final class WalReader {
  private static final int ENTRY = 2;
  private static final int STATE = 3;
  private static final long LENGTH_BITS = 0x00ffffffffffffffL;

  /** How much of a record is read: index and term come before the data. */
  private static final int READ = 4096;

  private final ProtoCursor record = new ProtoCursor();
  private final ProtoCursor data = new ProtoCursor();
  private long lastIndex;
  private long lastTerm;
  private long commitIndex;

  private WalReader() {}

  /** Empty if there is no WAL, or none that can be read. */
  static Optional<WalEnd> end(Path dataDir) throws IOException {
    Path folder = dataDir.resolve("member").resolve("wal");
    if (!Files.isDirectory(folder) || !Files.isReadable(folder)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> sorted = files.filter(file -> file.toString().endsWith(".wal")).sorted().toList();
      WalReader reader = new WalReader();
      // The commit index is in the last one or two; entries that a follower dropped come again.
      for (Path file : sorted.subList(Math.max(0, sorted.size() - 2), sorted.size())) {
        reader.read(file);
      }
      return reader.lastIndex == 0
          ? Optional.empty()
          : Optional.of(new WalEnd(reader.lastIndex, reader.lastTerm, reader.commitIndex));
    }
  }

  /** Until its end, or preallocated space, or a record that was written in part. */
  private void read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      ByteBuffer head = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      long at = 0;
      while (at + Long.BYTES <= size) {
        fill(channel, head.clear(), at);
        long length = length(head.getLong(0));
        at += Long.BYTES;
        if (length == 0 || length > size - at) {
          return;
        }
        ByteBuffer bytes =
            ByteBuffer.allocate((int) Math.min(READ, length)).order(ByteOrder.LITTLE_ENDIAN);
        fill(channel, bytes, at);
        take(bytes);
        at += length;
      }
    }
  }

  private static void fill(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
    while (bytes.hasRemaining() && channel.read(bytes, at + bytes.position()) >= 0) {
      // Until it is full, or the file ends.
    }
  }

  /** With the padding after the record: its highest bit says that there is some, three how much. */
  private static long length(long head) {
    long padding = head < 0 ? head >>> 56 & 7 : 0;
    return (head & LENGTH_BITS) + padding;
  }

  private void take(ByteBuffer bytes) {
    long type = 0;
    record.over(bytes, 0, bytes.capacity());
    while (record.next() || record.cutOff()) {
      if (record.is(1, ProtoCursor.VARINT)) {
        type = record.number();
      } else if (record.is(3, ProtoCursor.BYTES)) {
        data.over(bytes, record.from(), Math.min(record.length(), record.rest()));
        if (type == ENTRY) {
          entry();
        } else if (type == STATE) {
          state();
        }
        return;
      } else if (record.cutOff()) {
        return;
      }
    }
  }

  private void entry() {
    long index = 0;
    long term = 0;
    while (data.next() && data.field() < 4) {
      if (data.is(2, ProtoCursor.VARINT)) {
        term = data.number();
      } else if (data.is(3, ProtoCursor.VARINT)) {
        index = data.number();
      }
    }
    lastIndex = index;
    lastTerm = term;
  }

  private void state() {
    while (data.next()) {
      if (data.is(3, ProtoCursor.VARINT)) {
        commitIndex = data.number();
      }
    }
  }
}
