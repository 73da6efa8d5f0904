package dev.etcdstorage.exporter.storage;

/**
 * How large a database file of just the live keys would be: what is left after a compaction of all
 * history and a defragmentation. Fed key by key in constant memory.
 */
public final class LiveFile {
  private long elements;

  /**
   * Adds a live key.
   *
   * @param storedBytes size of the key's marshaled {@code KeyValue}
   */
  public void add(int storedBytes) {
    elements += storedBytes;
  }

  /** In bytes. */
  public long bytes() {
    return elements;
  }
}
