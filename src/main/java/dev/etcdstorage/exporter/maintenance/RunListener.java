package dev.etcdstorage.exporter.maintenance;

import dev.etcdstorage.exporter.sample.MemberSample;
import java.time.Duration;

/** Who is told how a run goes. */
public interface RunListener {
  /** Nobody. */
  RunListener NONE = new RunListener() {};

  default void leaderMoves(MemberSample from, MemberSample to) {}

  /**
   * A member's defragmentation begins.
   *
   * @param expected how long such a file usually takes
   */
  default void begins(MemberSample member, Duration expected) {}

  /** About once a second while it runs. */
  default void runs(MemberSample member, Duration elapsed, Duration expected) {}

  /** The call ended without an answer of etcd; the member is waited for. */
  default void overdue(MemberSample member, Duration elapsed) {}

  default void ended(MemberSample member, DefragRecord result) {}
}
