package dev.etcdstorage.exporter.etcd;

import java.util.List;

/**
 * A message of a watch over the whole keyspace, in this order: created, events, one last message.
 */
public sealed interface WatchMessage {
  /** A method for each message, so that the compiler finds where a new one is not handled. */
  interface Cases<R> {
    R created(Created message);

    R events(Events message);

    R compacted(Compacted message);

    R ended(Ended message);
  }

  <R> R match(Cases<R> cases);

  /** Whether no other message follows. */
  default boolean isLast() {
    return false;
  }

  /**
   * The watch is there. With start revision 0 it delivers everything after the header's revision.
   */
  record Created(StoreHeader header) implements WatchMessage {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.created(this);
    }
  }

  /**
   * Changes, in the order of their revisions.
   *
   * @param header its revision is that of the store, which shows how much is still to come
   * @param last whether the next message begins a new revision; events of one revision may come in
   *     several fragments, of which only the final one is last
   */
  record Events(StoreHeader header, List<KeyEvent> events, boolean last) implements WatchMessage {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.events(this);
    }
  }

  /** The watch is over: etcd has compacted everything before this revision. */
  record Compacted(StoreHeader header, long compactedRevision) implements WatchMessage {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.compacted(this);
    }

    @Override
    public boolean isLast() {
      return true;
    }
  }

  /** The watch is over for any other reason, which includes a clean end of the stream. */
  record Ended(Failure failure) implements WatchMessage {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.ended(this);
    }

    @Override
    public boolean isLast() {
      return true;
    }
  }
}
