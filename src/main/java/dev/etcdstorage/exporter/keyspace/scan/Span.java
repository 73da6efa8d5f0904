package dev.etcdstorage.exporter.keyspace.scan;

import dev.etcdstorage.exporter.etcd.Key;
import dev.etcdstorage.exporter.etcd.KeyRange;
import java.util.Optional;

/**
 * A range and what it held when it was last looked at.
 *
 * @param bytes of the answers that brought its entries; 0 where they were only counted
 */
record Span(Key from, Optional<Key> end, long keys, long bytes) {
  KeyRange range() {
    return new KeyRange(from, end);
  }

  /** Both as one. */
  Span join(Span right) {
    return new Span(from, right.end, keys + right.keys, bytes + right.bytes);
  }
}
