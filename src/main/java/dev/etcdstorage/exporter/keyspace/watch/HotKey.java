package dev.etcdstorage.exporter.keyspace.watch;

import dev.etcdstorage.exporter.etcd.Key;
import java.util.Optional;

/**
 * One of the most written keys.
 *
 * @param key empty where keys are hidden
 * @param atLeast puts, surely
 * @param atMost puts, surely
 */
public record HotKey(Optional<Key> key, String prefix, long atLeast, long atMost) {}
