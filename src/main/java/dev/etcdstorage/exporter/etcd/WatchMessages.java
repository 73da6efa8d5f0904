package dev.etcdstorage.exporter.etcd;

import java.util.ArrayList;
import java.util.List;

/** What an answer of a watch means. */
final class WatchMessages {
  private WatchMessages() {}

  /** Nothing for an answer that only tells the revision. */
  static List<WatchMessage> of(WatchAnswer answer) {
    if (answer.compactRevision() > 0) {
      return List.of(new WatchMessage.Compacted(answer.header(), answer.compactRevision()));
    }
    // A refused watch is created and cancelled in one answer.
    if (answer.canceled()) {
      return List.of(new WatchMessage.Ended(Failures.ofCancelledWatch(answer.cancelReason())));
    }
    List<WatchMessage> messages = new ArrayList<>(1);
    if (answer.created()) {
      messages.add(new WatchMessage.Created(answer.header()));
    }
    if (!answer.events().isEmpty()) {
      messages.add(new WatchMessage.Events(answer.header(), answer.events(), !answer.fragment()));
    }
    return messages;
  }

  /** Whether no other message follows. */
  static boolean isLastWord(WatchMessage message) {
    return message instanceof WatchMessage.Compacted || message instanceof WatchMessage.Ended;
  }
}
