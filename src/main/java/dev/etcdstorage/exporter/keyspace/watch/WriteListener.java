package dev.etcdstorage.exporter.keyspace.watch;

import dev.etcdstorage.exporter.etcd.KeyEvent;

/**
 * Told what the watch counts and what it leaves out, in the order of revisions, by one thread at a
 * time.
 */
public interface WriteListener {
  WriteListener NONE = new WriteListener() {};

  /** The account was opened: the first event is of this revision or a later one. */
  default void opened(long next) {}

  /** Whether events come, or would if there were any. */
  default void following(boolean yes) {}

  /** An event; comes once unless {@link #dropped} follows. */
  default void written(KeyEvent event, String prefix) {}

  /** The revision of the last event is complete. */
  default void settled() {}

  /** The events since {@link #settled} will come again: their revision was not complete. */
  default void dropped() {}

  /** No event before this revision will come that has not come yet. */
  default void leftOut(long next) {}

  /** What follows is of another store. */
  default void forgotten() {}
}
