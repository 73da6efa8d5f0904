package dev.etcdstorage.exporter.etcd;

import java.nio.ByteBuffer;

/**
 * 64 bits that stand for a key. Of a million keys, two are alike with a probability of 3 in 10^8.
 * Multiply, rotate and shift as in MurmurHash3's finalizer (Austin Appleby, public domain).
 */
public final class KeyHash {
  private static final long SEED = 0x9e3779b97f4a7c15L;
  private static final long FIRST = 0xff51afd7ed558ccdL;
  private static final long SECOND = 0xc4ceb9fe1a85ec53L;

  private KeyHash() {}

  /** Of {@code length} bytes, in the buffer's byte order. Never 0. */
  public static long of(ByteBuffer bytes, int from, int length) {
    long hash = SEED ^ length;
    int at = from;
    int end = from + length;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      hash = step(hash, bytes.getLong(at));
    }
    long last = 0;
    for (; at < end; at++) {
      last = (last << 8) | (bytes.get(at) & 0xff);
    }
    hash = mixed(step(hash, last));
    return hash == 0 ? 1 : hash;
  }

  private static long step(long hash, long word) {
    return Long.rotateLeft(hash ^ mixed(word + SEED), 29) * FIRST + SECOND;
  }

  private static long mixed(long value) {
    long hash = (value ^ value >>> 33) * FIRST;
    hash = (hash ^ hash >>> 33) * SECOND;
    return hash ^ hash >>> 33;
  }
}
