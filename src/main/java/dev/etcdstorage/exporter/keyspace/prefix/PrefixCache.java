package dev.etcdstorage.exporter.keyspace.prefix;

import dev.etcdstorage.exporter.etcd.Key;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;

/**
 * Remembers the prefix of keys that begin alike, so that most keys cost a hash of a few bytes. A
 * new entry replaces an older one: memory is bounded whatever the keys are.
 */
final class PrefixCache {
  private static final int LONGEST = 128;

  /** Slots for each entry, so that two seldom want the same one. */
  private static final int SPARSE = 16;

  /** Slots at first, since there may be a thousand clusters with few prefixes; a power of two. */
  private static final int LEAST = 64;

  /** Some 400 KB when all are filled. */
  private static final int MOST = 4096;

  /** Immutable, so that threads may race for a slot. */
  private static final class Entry {
    private final byte[] leading;
    private final String prefix;

    Entry(Key key, int length, String prefix) {
      this.leading = new byte[length];
      for (int i = 0; i < length; i++) {
        leading[i] = (byte) key.at(i);
      }
      this.prefix = prefix;
    }

    boolean isFor(Key key, int length) {
      if (leading.length != length) {
        return false;
      }
      for (int i = 0; i < length; i++) {
        if ((leading[i] & 0xff) != key.at(i)) {
          return false;
        }
      }
      return true;
    }
  }

  private static final class Table {
    private final AtomicReferenceArray<Entry> slots;

    /** Approximate: threads may race for it, and a table that grows a little late does no harm. */
    private int filled;

    Table(int size) {
      slots = new AtomicReferenceArray<>(size);
    }
  }

  private final int most;
  private volatile Table table = new Table(LEAST);

  /**
   * @param prefixes how many may have a name at a time; those without one are remembered too
   */
  PrefixCache(int prefixes) {
    most = Math.min(MOST, SPARSE * Integer.highestOneBit(prefixes));
  }

  /**
   * @param leading how many bytes decide
   * @param mapping called for a key that is not remembered
   */
  String get(Key key, int leading, Function<Key, String> mapping) {
    if (leading > LONGEST) {
      return mapping.apply(key);
    }
    int hash = 0;
    for (int i = 0; i < leading; i++) {
      hash = 31 * hash + key.at(i);
    }
    Table now = table;
    int slot = (hash ^ (hash >>> 15)) & (now.slots.length() - 1);
    Entry entry = now.slots.get(slot);
    if (entry != null && entry.isFor(key, leading)) {
      return entry.prefix;
    }
    String prefix = mapping.apply(key);
    now.slots.set(slot, new Entry(key, leading, prefix));
    if (entry == null) {
      now.filled++;
      if (SPARSE * now.filled > now.slots.length() && now.slots.length() < most) {
        // Its entries are soon known again.
        table = new Table(2 * now.slots.length());
      }
    }
    return prefix;
  }

  /** Slots; most of them are empty. */
  int size() {
    return table.slots.length();
  }
}
