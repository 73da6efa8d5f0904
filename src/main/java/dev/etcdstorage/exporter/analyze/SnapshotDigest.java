package dev.etcdstorage.exporter.analyze;

import dev.etcdstorage.exporter.bbolt.BoltFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * The SHA-256 at the end of a snapshot, over everything before it (etcd {@code
 * api/v3rpc/maintenance.go}; etcdutl recognizes a snapshot by its size, {@code
 * snapshot/v3_snapshot.go}).
 */
final class SnapshotDigest {
  private static final int DIGEST_BYTES = 32;
  private static final int SECTOR_BYTES = 512;
  private static final int PIECE = 1 << 18;

  private SnapshotDigest() {}

  /** Whether a file of this size ends with one. */
  static boolean isExpected(long fileBytes) {
    return fileBytes % SECTOR_BYTES == DIGEST_BYTES;
  }

  /**
   * Reads all of the file.
   *
   * @throws BoltFileException if the checksum is wrong
   */
  static void check(FileChannel channel, long fileBytes) throws IOException {
    MessageDigest digest = sha256();
    ByteBuffer piece = ByteBuffer.allocate(PIECE);
    long end = fileBytes - DIGEST_BYTES;
    for (long at = 0; at < end; at += piece.limit()) {
      piece.clear().limit((int) Math.min(PIECE, end - at));
      fill(channel, piece, at);
      digest.update(piece.array(), 0, piece.limit());
    }
    ByteBuffer expected = ByteBuffer.allocate(DIGEST_BYTES);
    fill(channel, expected, end);
    if (!Arrays.equals(digest.digest(), expected.array())) {
      throw new BoltFileException(
          "the checksum in its last 32 bytes is wrong: this is not, or not all of, what etcd wrote;"
              + " take the snapshot again, or take another copy of it");
    }
  }

  private static void fill(FileChannel channel, ByteBuffer piece, long at) throws IOException {
    while (piece.hasRemaining()) {
      if (channel.read(piece, at + piece.position()) < 0) {
        throw new BoltFileException("the file was cut off while it was read");
      }
    }
    piece.flip();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
