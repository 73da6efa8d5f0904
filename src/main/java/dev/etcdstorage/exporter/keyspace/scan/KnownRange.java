package dev.etcdstorage.exporter.keyspace.scan;

import dev.etcdstorage.exporter.etcd.Key;
import dev.etcdstorage.exporter.etcd.KeyPage;
import dev.etcdstorage.exporter.etcd.KeyRange;
import java.util.Optional;

/**
 * A range and what it held at the last scan.
 *
 * @param bytes of its entries; 0 where they were only counted
 */
record KnownRange(Key from, Optional<Key> end, long keys, long bytes) {
  KeyRange range() {
    return new KeyRange(from, end);
  }

  /** One that was never read. */
  static KnownRange unknown(Key from, Optional<Key> end) {
    return new KnownRange(from, end, 0, 0);
  }

  /** Whether all keys are in it. */
  boolean isAll() {
    return from.equals(Key.FIRST) && end.isEmpty();
  }

  /** Whether the size of its entries is known. */
  boolean known() {
    return keys > 0 && bytes > 0;
  }

  /**
   * The rest of it after a page. If more keys came than were remembered, or larger ones, the rest
   * is as unknown as if it had never been read.
   */
  KnownRange after(Key next, KeyPage page) {
    long left = Math.max(0, page.count() - page.entries().size());
    boolean asRemembered = page.count() <= keys;
    return new KnownRange(
        next, end, left, asRemembered ? Math.max(0, bytes - page.responseBytes()) : 0);
  }

  /** The rest of it from this key on, before which there are so many keys. */
  KnownRange from(Key cut, long before) {
    return new KnownRange(cut, end, Math.max(0, keys - before), 0);
  }

  /** As if it had never been read. */
  KnownRange unknown() {
    return unknown(from, end);
  }

  KnownRange join(KnownRange right) {
    return new KnownRange(from, right.end, keys + right.keys, bytes + right.bytes);
  }
}
