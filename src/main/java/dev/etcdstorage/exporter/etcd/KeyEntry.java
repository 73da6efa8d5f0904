package dev.etcdstorage.exporter.etcd;

/**
 * A live key, without its value.
 *
 * @param version how often it was put since it was created, from 1
 * @param valueBytes 0 where only keys were asked for
 * @param storedBytes the size of etcd's {@code KeyValue} message as it came; with values this is
 *     what lies in the database file
 */
public record KeyEntry(Key key, long modRevision, long version, int valueBytes, int storedBytes) {

  /** Key and value. */
  public long bytes() {
    return (long) key.length() + valueBytes;
  }
}
