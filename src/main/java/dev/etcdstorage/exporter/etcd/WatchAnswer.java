package dev.etcdstorage.exporter.etcd;

import java.util.ArrayList;
import java.util.List;

/**
 * {@code WatchResponse}, without its values.
 *
 * @param fragment more of the same revision follows in the next answer
 */
record WatchAnswer(
    StoreHeader header,
    boolean created,
    boolean canceled,
    long compactRevision,
    String cancelReason,
    boolean fragment,
    List<KeyEvent> events) {

  /** The messages in it; none if it only tells the revision. */
  List<WatchMessage> messages() {
    if (compactRevision > 0) {
      return List.of(new WatchMessage.Compacted(header, compactRevision));
    }
    // A refused watch is created and cancelled in one answer.
    if (canceled) {
      return List.of(new WatchMessage.Ended(Failures.ofCancelledWatch(cancelReason)));
    }
    List<WatchMessage> messages = new ArrayList<>(1);
    if (created) {
      messages.add(new WatchMessage.Created(header));
    }
    if (!events.isEmpty()) {
      messages.add(new WatchMessage.Events(header, events, !fragment));
    }
    return messages;
  }
}
