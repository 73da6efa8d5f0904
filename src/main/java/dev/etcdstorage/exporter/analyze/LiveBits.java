package dev.etcdstorage.exporter.analyze;

import java.util.Arrays;

/** Which elements of the bucket {@code key} are live, by their place in it: one bit each. */
final class LiveBits {
  private final long[] bits;

  LiveBits(long elements) {
    bits = new long[(int) ((elements + 63) >>> 6)];
  }

  void set(long place) {
    bits[(int) (place >>> 6)] |= 1L << (place & 63);
  }

  boolean get(long place) {
    return (bits[(int) (place >>> 6)] & 1L << (place & 63)) != 0;
  }

  void clear() {
    Arrays.fill(bits, 0);
  }
}
