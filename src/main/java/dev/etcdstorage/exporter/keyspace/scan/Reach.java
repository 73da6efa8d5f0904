package dev.etcdstorage.exporter.keyspace.scan;

import dev.etcdstorage.exporter.etcd.Key;
import dev.etcdstorage.exporter.etcd.KeyEntry;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Guesses where a read should end, so that its range holds about as many keys as are wanted. Takes
 * keys for numbers, fractions to the base of 256, and assumes that the keys to come are as far
 * apart as the last ones. After the last key of a group it finds nothing and reaches further: to
 * the next higher byte at which keys were seen to part.
 *
 * <p>A guess that is too short costs an empty read; one that is too far costs a count of all keys
 * in it. No guess leaves out a key.
 */
final class Reach {
  private static final int BITS = Byte.SIZE;

  /** Bytes that a long holds without its sign. */
  private static final int DIGITS = 7;

  /** Within a byte, before one further left is changed. */
  private static final double WIDER = 4;

  /** Keys that part after more bytes than this are no guide. */
  private static final int DEEPEST = 1_024;

  /** Bytes at which neighbours were seen to part. */
  private final BitSet parted = new BitSet();

  private Optional<Key> last = Optional.empty();

  /** From one key to the next on the last page; this and all lengths as powers of two. */
  private double spread;

  private double step;
  private int empty;

  /** Learns from the last read. */
  void seen(List<KeyEntry> entries) {
    if (entries.isEmpty()) {
      empty++;
      step = further(step);
      return;
    }
    empty = 0;
    for (KeyEntry entry : entries) {
      last.map(entry.key()::sharedWith).filter(at -> at < DEEPEST).ifPresent(parted::set);
      last = Optional.of(entry.key());
    }
    if (entries.size() > 1) {
      Key first = entries.get(0).key();
      spread = length(first, last) - log2(entries.size() - 1.0);
    } else if (spread == 0) {
      spread = -BITS * (double) entries.get(0).key().length();
    }
  }

  private double further(double than) {
    int at = place(than);
    if (at < 0 || than + BITS * (at + 1.0) < WIDER) {
      return Math.min(0, than + WIDER);
    }
    int next = parted.previousSetBit(at - 1);
    return -BITS * (next >= 0 ? next + 1.0 : at);
  }

  /**
   * The byte of which such a length is at least one unit, while less than one of the byte before.
   */
  private static int place(double length) {
    return (int) Math.ceil(-length / BITS) - 1;
  }

  /**
   * Where to end, within the range.
   *
   * @return empty to read to the range's own end
   */
  Optional<Key> end(KnownRange range, int wanted) {
    // However its keys lie, it is never read whole while it holds more than twice as many.
    double most =
        length(range.from(), range.end()) + log2((double) wanted / range.keys()) + WIDER * empty;
    step = Math.min(empty == 0 ? spread + log2(wanted) : step, most);
    return plus(range.from(), step)
        .filter(end -> range.end().map(whole -> end.compareTo(whole) < 0).orElse(true));
  }

  /** From one key to a greater one; empty: to the end of all keys. */
  private static double length(Key from, Optional<Key> to) {
    int shared = to.map(from::sharedWith).orElse(0);
    long whole = to.map(key -> digits(key, shared)).orElse(1L << (DIGITS * BITS));
    return log2((double) Math.max(1, whole - digits(from, shared)))
        - BITS * (double) (shared + DIGITS);
  }

  private static long digits(Key key, int from) {
    long digits = 0;
    for (int i = from; i < from + DIGITS; i++) {
      digits = digits << BITS | (i < key.length() ? key.at(i) : 0);
    }
    return digits;
  }

  /** Empty after the end of all keys. */
  private static Optional<Key> plus(Key key, double length) {
    int at = place(length);
    if (at < 0) {
      return Optional.empty();
    }
    byte[] sum = new byte[at + 2];
    long carry = Math.round(Math.pow(2, length + BITS * (at + 2.0)));
    for (int i = at + 1; i >= 0; i--) {
      carry += i < key.length() ? key.at(i) : 0;
      sum[i] = (byte) carry;
      carry >>= BITS;
    }
    return carry == 0 ? Optional.of(Key.of(sum)) : Optional.empty();
  }

  private static double log2(double value) {
    return Math.log(value) / Math.log(2);
  }
}
