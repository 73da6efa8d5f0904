package dev.etcdstorage.exporter.keyspace.prefix;

import dev.etcdstorage.exporter.etcd.Key;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;

/**
 * Remembers the prefix of keys that begin alike, so that most keys cost a hash of a few bytes. A
 * new entry takes the place of an older one: the memory is bounded whatever the keys are.
 */
final class PrefixCache {
  private static final int LONGEST = 128;

  /** Some 400 KB when all are filled; a power of two. */
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

  private final AtomicReferenceArray<Entry> slots;

  /**
   * @param prefixes how many there are at most; those that found no room are remembered too
   */
  PrefixCache(int prefixes) {
    slots = new AtomicReferenceArray<>(Math.min(MOST, 16 * Integer.highestOneBit(prefixes)));
  }

  /**
   * @param leading how many bytes decide
   * @param mapping asked where nothing is remembered
   */
  String get(Key key, int leading, Function<Key, String> mapping) {
    if (leading > LONGEST) {
      return mapping.apply(key);
    }
    int hash = 0;
    for (int i = 0; i < leading; i++) {
      hash = 31 * hash + key.at(i);
    }
    int slot = (hash ^ (hash >>> 15)) & (slots.length() - 1);
    Entry entry = slots.get(slot);
    if (entry != null && entry.isFor(key, leading)) {
      return entry.prefix;
    }
    String prefix = mapping.apply(key);
    slots.set(slot, new Entry(key, leading, prefix));
    return prefix;
  }
}
