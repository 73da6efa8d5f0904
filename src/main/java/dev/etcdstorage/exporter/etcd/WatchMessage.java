package dev.etcdstorage.exporter.etcd;

import java.util.List;

/** What a watch over the whole keyspace says, in this order: created, events, one last word. */
public sealed interface WatchMessage {
  /** The watch is there. One from now on delivers everything after the header's revision. */
  record Created(StoreHeader header) implements WatchMessage {}

  /**
   * Changes, in the order of their revisions.
   *
   * @param header its revision tells how far the store was, so how much is still to come
   * @param last whether the next message begins a new revision; events of one revision may come in
   *     several fragments, of which only the final one is last
   */
  record Events(StoreHeader header, List<KeyEvent> events, boolean last) implements WatchMessage {}

  /** The watch is over: etcd has dropped what lies before this revision. */
  record Compacted(StoreHeader header, long compactedRevision) implements WatchMessage {}

  /** The watch is over, for any other reason; a clean end of the stream too. */
  record Ended(Failure failure) implements WatchMessage {}
}
