package dev.etcdstorage.exporter.keyspace.watch;

import dev.etcdstorage.exporter.etcd.Key;
import java.util.Optional;

/**
 * One of the most written keys.
 *
 * @param key empty where keys are hidden
 * @param atLeast lower bound of its puts
 * @param atMost upper bound of its puts
 */
public record HotKey(Optional<Key> key, String prefix, long atLeast, long atMost) {}
