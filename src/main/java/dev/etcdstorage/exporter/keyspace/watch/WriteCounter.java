package dev.etcdstorage.exporter.keyspace.watch;

import dev.etcdstorage.exporter.etcd.KeyEvent;

/** Counts the writes under one name: settled ones, and those whose revision is not complete. */
final class WriteCounter {
  private long puts;
  private long deletes;
  private long putBytes;
  private long deleteBytes;
  private long newPuts;
  private long newDeletes;
  private long newPutBytes;
  private long newDeleteBytes;

  void add(KeyEvent event) {
    if (event.delete()) {
      newDeletes++;
      newDeleteBytes += event.key().length();
    } else {
      newPuts++;
      newPutBytes += (long) event.key().length() + event.valueBytes();
    }
  }

  void settle() {
    puts += newPuts;
    deletes += newDeletes;
    putBytes += newPutBytes;
    deleteBytes += newDeleteBytes;
    drop();
  }

  void drop() {
    newPuts = 0;
    newDeletes = 0;
    newPutBytes = 0;
    newDeleteBytes = 0;
  }

  PrefixWrites settled() {
    return new PrefixWrites(puts, deletes, putBytes, deleteBytes);
  }

  /** Settled puts and deletes. */
  long events() {
    return puts + deletes;
  }
}
