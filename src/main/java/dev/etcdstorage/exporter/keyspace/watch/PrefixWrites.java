package dev.etcdstorage.exporter.keyspace.watch;

/**
 * What was written under one prefix since the watch began.
 *
 * @param putBytes keys and values
 * @param deleteBytes keys alone: a tombstone has no value
 */
public record PrefixWrites(long puts, long deletes, long putBytes, long deleteBytes) {}
