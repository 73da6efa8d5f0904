package dev.etcdstorage.exporter.sample;

import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.storage.DbSpace;
import java.time.Instant;

/**
 * The file history of the member that answered last. Not thread-safe: its owner lets one thread in
 * at a time.
 */
final class SizeHistory {
  private History history = History.NONE;
  private long clusterId;
  private long memberId;

  /** Adds the present size; another member at this endpoint has another file. */
  void add(MemberStatus status, Instant now) {
    if (!isOf(status)) {
      history = History.NONE;
      clusterId = status.clusterId();
      memberId = status.memberId();
    }
    history = history.with(now, new DbSpace(status.dbSizeBytes(), status.dbInUseBytes()));
  }

  private boolean isOf(MemberStatus status) {
    return status.clusterId() == clusterId && status.memberId() == memberId;
  }

  /**
   * The history of the member that gave this reading, as seen now; none if several answer in turn.
   */
  History of(Reading reading, Instant now) {
    var reached = reading.outcome().reached();
    boolean same = reached.map(answer -> isOf(answer.status())).orElse(true);
    return same && !reading.several()
        ? history.asOf(now, reached.map(Outcome.Reached::space))
        : History.NONE;
  }

  void forget() {
    history = History.NONE;
  }
}
