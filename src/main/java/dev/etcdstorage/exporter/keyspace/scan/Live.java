package dev.etcdstorage.exporter.keyspace.scan;

/**
 * Live keys, of one prefix or of all.
 *
 * @param versions the sum of the keys' versions: how often the live keys were put
 * @param bytes keys and values; keys alone where the scan fetches no values
 */
public record Live(long keys, long versions, long bytes) {
  public static final Live NONE = new Live(0, 0, 0);

  public Live plus(Live other) {
    return new Live(keys + other.keys, versions + other.versions, bytes + other.bytes);
  }

  Live minus(Live other) {
    return new Live(keys - other.keys, versions - other.versions, bytes - other.bytes);
  }
}
