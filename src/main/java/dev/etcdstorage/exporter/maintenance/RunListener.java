package dev.etcdstorage.exporter.maintenance;

import dev.etcdstorage.exporter.sample.MemberSample;
import java.time.Duration;

/** Told how a run goes. */
public interface RunListener {
  default void leaderMoves(MemberSample from, MemberSample to) {}

  /**
   * A member's defragmentation begins.
   *
   * @param expected how long one of such a file usually takes
   */
  default void begins(MemberSample member, Duration expected) {}

  /** About once a second while it runs. */
  default void runs(MemberSample member, Duration elapsed, Duration expected) {}

  /** The call ended without an answer from etcd; the run waits for the member. */
  default void overdue(MemberSample member, Duration elapsed) {}

  default void ended(MemberSample member, DefragRecord result) {}

  /** Tells this one first, then the other. */
  default RunListener and(RunListener other) {
    RunListener first = this;
    return new RunListener() {
      @Override
      public void leaderMoves(MemberSample from, MemberSample to) {
        first.leaderMoves(from, to);
        other.leaderMoves(from, to);
      }

      @Override
      public void begins(MemberSample member, Duration expected) {
        first.begins(member, expected);
        other.begins(member, expected);
      }

      @Override
      public void runs(MemberSample member, Duration elapsed, Duration expected) {
        first.runs(member, elapsed, expected);
        other.runs(member, elapsed, expected);
      }

      @Override
      public void overdue(MemberSample member, Duration elapsed) {
        first.overdue(member, elapsed);
        other.overdue(member, elapsed);
      }

      @Override
      public void ended(MemberSample member, DefragRecord result) {
        first.ended(member, result);
        other.ended(member, result);
      }
    };
  }
}
