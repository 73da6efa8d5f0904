package dev.etcdstorage.exporter.etcd;

/**
 * A change of one key.
 *
 * @param delete false for a put
 * @param revision of the change; all events of a transaction have the same
 * @param version the key's version after a put, 0 after a delete
 * @param valueBytes 0 for a delete
 */
public record KeyEvent(Key key, boolean delete, long revision, long version, int valueBytes) {}
