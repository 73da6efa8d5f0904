package dev.etcdstorage.exporter.etcd;

/**
 * A change of one key.
 *
 * @param delete else it is a put
 * @param revision at which it happened; a transaction has several events of one revision
 * @param version the key's version after a put, 0 after a delete
 * @param valueBytes 0 for a delete
 */
public record KeyEvent(Key key, boolean delete, long revision, long version, int valueBytes) {}
