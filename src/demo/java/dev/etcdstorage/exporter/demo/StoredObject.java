package dev.etcdstorage.exporter.demo;

/** An object as it lies in etcd. */
public record StoredObject(String key, int valueBytes) {
  /** The same with a value of no more than so many bytes. */
  public StoredObject atMost(int bytes) {
    return new StoredObject(key, Math.min(valueBytes, bytes));
  }
}
