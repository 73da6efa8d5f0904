package dev.etcdstorage.exporter.maintenance.recover;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Checks a snapshot while it streams: its last 32 bytes are the SHA-256 of everything before (etcd
 * api/v3rpc/maintenance.go; etcdutl's restore checks it too), and the database is whole pages.
 */
final class TrailingDigest {
  static final int DIGEST_BYTES = 32;

  /** etcdutl's own test for whether a file ends with a checksum. */
  private static final int SECTOR_BYTES = 512;

  private final MessageDigest digest = sha256();
  private final byte[] tail = new byte[DIGEST_BYTES];
  private int held;
  private long bytes;

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  void add(byte[] piece, int length) {
    bytes += length;
    int over = held + length - DIGEST_BYTES;
    if (over <= 0) {
      System.arraycopy(piece, 0, tail, held, length);
      held += length;
      return;
    }
    // The oldest of the held bytes and of the piece are data; the last 32 bytes may be the digest.
    int fromTail = Math.min(over, held);
    digest.update(tail, 0, fromTail);
    System.arraycopy(tail, fromTail, tail, 0, held - fromTail);
    held -= fromTail;
    int fromPiece = over - fromTail;
    digest.update(piece, 0, fromPiece);
    System.arraycopy(piece, fromPiece, tail, held, length - fromPiece);
    held += length - fromPiece;
  }

  /** So far. */
  long bytes() {
    return bytes;
  }

  /** Whether what came is whole. Ends the counting. */
  boolean matches() {
    return bytes > DIGEST_BYTES
        && bytes % SECTOR_BYTES == DIGEST_BYTES
        && Arrays.equals(digest.digest(), tail);
  }
}
