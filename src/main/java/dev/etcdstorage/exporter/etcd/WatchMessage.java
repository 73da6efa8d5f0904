package dev.etcdstorage.exporter.etcd;

import java.util.List;

/** What a watch over the whole keyspace says, in this order: created, events, one last word. */
public sealed interface WatchMessage {
  /** A method for each message: who matches does not compile until a new one is handled. */
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

  /** The watch is there. One from now on delivers everything after the header's revision. */
  record Created(StoreHeader header) implements WatchMessage {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.created(this);
    }
  }

  /**
   * Changes, in the order of their revisions.
   *
   * @param header its revision tells how far the store was, so how much is still to come
   * @param last whether the next message begins a new revision; events of one revision may come in
   *     several fragments, of which only the final one is last
   */
  record Events(StoreHeader header, List<KeyEvent> events, boolean last) implements WatchMessage {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.events(this);
    }
  }

  /** The watch is over: etcd has dropped what lies before this revision. */
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

  /** The watch is over, for any other reason; a clean end of the stream too. */
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
