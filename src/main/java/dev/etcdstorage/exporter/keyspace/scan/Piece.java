package dev.etcdstorage.exporter.keyspace.scan;

import dev.etcdstorage.exporter.etcd.Key;
import dev.etcdstorage.exporter.etcd.KeyRange;
import java.util.Optional;

/**
 * A range that is being cut, and what was learnt of it.
 *
 * @param keys in it, as far as they were counted
 * @param first the first key in it, once that was looked at
 * @param fork where to halve it, once that is known
 */
record Piece(Key from, Optional<Key> end, long keys, Optional<Key> first, Optional<Fork> fork) {

  /**
   * All keys of a piece begin with the prefix and go on with a byte from low to high - 1, of which
   * there are two at least.
   */
  record Fork(Key prefix, int low, int high) {
    static Optional<Fork> of(Key prefix, int low, int high) {
      return high - low > 1 ? Optional.of(new Fork(prefix, low, high)) : Optional.empty();
    }

    /** The first key that goes on with this byte or a greater one. */
    Key cut(int pivot) {
      byte[] bytes = new byte[prefix.length() + 1];
      System.arraycopy(prefix.toBytes(), 0, bytes, 0, prefix.length());
      bytes[prefix.length()] = (byte) pivot;
      return Key.of(bytes);
    }

    Optional<Fork> below(int pivot) {
      return of(prefix, low, pivot);
    }

    Optional<Fork> from(int pivot) {
      return of(prefix, pivot, high);
    }
  }

  /** Both parts of a piece, in order. */
  record Halves(Piece left, Piece right) {}

  static Piece unknown(Key from, Optional<Key> end, long keys) {
    return new Piece(from, end, keys, Optional.empty(), Optional.empty());
  }

  KeyRange range() {
    return new KeyRange(from, end);
  }

  KeyRange rangeTo(Key cut) {
    return KeyRange.of(from, cut);
  }

  /** The same with another count, and nothing else known. */
  Piece counted(long now) {
    return unknown(from, end, now);
  }

  /** The same with what its first key is. */
  Piece begun(Optional<Key> key, long now) {
    return new Piece(from, end, now, key, Optional.empty());
  }

  /** The first key after all that begin so, if it lies in this piece. */
  Optional<Key> after(Key prefix) {
    return prefix.afterPrefix().filter(this::cuts);
  }

  boolean cuts(Key key) {
    return key.compareTo(from) > 0 && end.map(last -> key.compareTo(last) < 0).orElse(true);
  }

  /** Cuts it where so many keys lie to the left; the others follow by subtraction. */
  Halves cut(Key at, long left, Optional<Fork> leftFork, Optional<Fork> rightFork) {
    return new Halves(
        new Piece(
            from, Optional.of(at), left, first.filter(key -> key.compareTo(at) < 0), leftFork),
        new Piece(
            at,
            end,
            Math.max(0, keys - left),
            first.filter(key -> key.compareTo(at) >= 0),
            rightFork));
  }

  /** Cuts it where nothing is known but how many keys lie to the left. */
  Halves cut(Key at, long left) {
    return cut(at, left, Optional.empty(), Optional.empty());
  }
}
