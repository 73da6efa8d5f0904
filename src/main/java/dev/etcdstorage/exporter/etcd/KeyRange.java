package dev.etcdstorage.exporter.etcd;

import java.util.Optional;

/**
 * Keys from one to another.
 *
 * @param from the first, included
 * @param end the first that is not included; empty for no end
 */
public record KeyRange(Key from, Optional<Key> end) {
  public static final KeyRange ALL = new KeyRange(Key.FIRST, Optional.empty());

  public static KeyRange of(Key from, Key end) {
    return new KeyRange(from, Optional.of(end));
  }
}
