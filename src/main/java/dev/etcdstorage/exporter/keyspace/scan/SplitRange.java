package dev.etcdstorage.exporter.keyspace.scan;

import dev.etcdstorage.exporter.etcd.Key;
import dev.etcdstorage.exporter.etcd.KeyRange;
import java.util.Optional;

/**
 * A range that is being cut, and what was learnt of it.
 *
 * @param keys in it, as far as they were counted
 * @param first the first key in it, once that was looked at
 * @param bytes where to halve it, once that is known
 */
record SplitRange(
    Key from, Optional<Key> end, long keys, Optional<Key> first, Optional<ByteRange> bytes) {

  /**
   * All keys of a range begin with the prefix and go on with a byte from low to high - 1, of which
   * there are two at least.
   */
  record ByteRange(Key prefix, int low, int high) {
    static Optional<ByteRange> of(Key prefix, int low, int high) {
      return high - low > 1 ? Optional.of(new ByteRange(prefix, low, high)) : Optional.empty();
    }

    /** The first key that goes on with this byte or a greater one. */
    Key cut(int pivot) {
      byte[] bytes = new byte[prefix.length() + 1];
      System.arraycopy(prefix.toBytes(), 0, bytes, 0, prefix.length());
      bytes[prefix.length()] = (byte) pivot;
      return Key.of(bytes);
    }

    /**
     * The byte at which about as many keys lie on either side, as keys usually are: most bytes of
     * most keys are small letters and digits.
     */
    int middle() {
      int all = 0;
      for (int value = low; value < high; value++) {
        all += weight(value);
      }
      int left = 0;
      for (int value = low; value < high - 1; value++) {
        left += weight(value);
        if (2 * left >= all) {
          return value + 1;
        }
      }
      return high - 1;
    }

    private static int weight(int value) {
      if ((value >= 'a' && value <= 'z') || (value >= '0' && value <= '9')) {
        return 16;
      }
      return value >= '-' && value <= '_' ? 4 : 1;
    }

    Optional<ByteRange> below(int pivot) {
      return of(prefix, low, pivot);
    }

    Optional<ByteRange> from(int pivot) {
      return of(prefix, pivot, high);
    }
  }

  /** Both parts of a range, in order. */
  record Parts(SplitRange left, SplitRange right) {}

  static SplitRange unknown(Key from, Optional<Key> end, long keys) {
    return new SplitRange(from, end, keys, Optional.empty(), Optional.empty());
  }

  KeyRange range() {
    return new KeyRange(from, end);
  }

  KeyRange rangeTo(Key cut) {
    return KeyRange.of(from, cut);
  }

  /** The same with another count, and nothing else known. */
  SplitRange counted(long now) {
    return unknown(from, end, now);
  }

  /** The same with what its first key is. */
  SplitRange begun(Optional<Key> key, long now) {
    return new SplitRange(from, end, now, key, Optional.empty());
  }

  /** The first key after all that begin so, if it lies in this range. */
  Optional<Key> after(Key prefix) {
    return prefix.afterPrefix().filter(this::cuts);
  }

  boolean cuts(Key key) {
    return key.compareTo(from) > 0 && end.map(last -> key.compareTo(last) < 0).orElse(true);
  }

  /** Cuts it where so many keys lie to the left; the others follow by subtraction. */
  Parts cut(Key at, long left, Optional<ByteRange> leftBytes, Optional<ByteRange> rightBytes) {
    return new Parts(
        new SplitRange(
            from, Optional.of(at), left, first.filter(key -> key.compareTo(at) < 0), leftBytes),
        new SplitRange(
            at,
            end,
            Math.max(0, keys - left),
            first.filter(key -> key.compareTo(at) >= 0),
            rightBytes));
  }

  /** Cuts it where nothing is known but how many keys lie to the left. */
  Parts cut(Key at, long left) {
    return cut(at, left, Optional.empty(), Optional.empty());
  }
}
