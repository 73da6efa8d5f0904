package dev.etcdstorage.exporter.testkit.fake;

import dev.etcdstorage.exporter.etcd.KeyRead;

/**
 * A Range that reached the fake.
 *
 * @param read what was asked for; a single key shows as the range up to the very next one
 * @param counted how many keys etcd had to count for it, whatever the limit; 0 when it was refused
 */
public record AskedRange(KeyRead read, boolean serializable, long counted) {
  /** Whether it has no end of its own. */
  public boolean open() {
    return read.range().end().isEmpty();
  }
}
