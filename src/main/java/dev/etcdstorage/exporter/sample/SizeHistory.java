package dev.etcdstorage.exporter.sample;

import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.storage.DbSpace;
import java.time.Instant;

/** How the file grew of the member that answered last. Its owner lets one thread in at a time. */
final class SizeHistory {
  private History history = History.NONE;
  private long clusterId;
  private long memberId;

  /** Keeps how large the file is now; another member at this endpoint has another file. */
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
   * How the member grew that this reading is of, as seen now; of several in turn nothing can be
   * said.
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
