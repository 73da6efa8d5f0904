package dev.etcdstorage.exporter.keyspace.watch;

import dev.etcdstorage.exporter.etcd.Failure;
import dev.etcdstorage.exporter.keyspace.work.StopReason;
import java.util.Optional;

/** Why a stream must not go on as it is, or does not begin. */
sealed interface Verdict {
  Verdict STOPPED = new Lost("this process was stopped");

  /** It is dead or of no use; another follows. */
  record Lost(String why) implements Verdict {}

  /**
   * No member answers that it could begin at.
   *
   * @param refusal of one that refuses, while another may be back soon
   */
  record NoMember(Optional<Failure> refusal) implements Verdict {}

  /** What it lacks is more than may be caught up. */
  record FellBehind() implements Verdict {}

  /**
   * No own member leads, and only the leader's exporter watches.
   *
   * @param revision of one that follows: up to there nothing is to be seen
   */
  record NotLeading(long revision) implements Verdict {}

  /** The member is of another store than before. */
  record Restored() implements Verdict {}

  /**
   * There must be none for a while.
   *
   * @param refusal what etcd said, where it refuses
   */
  record Off(StopReason reason, Optional<Failure> refusal) implements Verdict {
    static Off harm(StopReason reason) {
      return new Off(reason, Optional.empty());
    }

    static Off refused(Failure failure) {
      return new Off(StopReason.REFUSED, Optional.of(failure));
    }
  }
}
