package dev.etcdstorage.exporter.keyspace.watch;

/**
 * What was written under one prefix since it has its name.
 *
 * @param putBytes keys and values
 * @param deleteBytes keys alone: a tombstone has no value
 */
public record PrefixWrites(long puts, long deletes, long putBytes, long deleteBytes) {
  static final PrefixWrites NONE = new PrefixWrites(0, 0, 0, 0);

  long events() {
    return puts + deletes;
  }

  PrefixWrites plus(PrefixWrites other) {
    return new PrefixWrites(
        puts + other.puts,
        deletes + other.deletes,
        putBytes + other.putBytes,
        deleteBytes + other.deleteBytes);
  }
}
