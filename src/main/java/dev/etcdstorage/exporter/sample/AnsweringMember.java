package dev.etcdstorage.exporter.sample;

import java.time.Duration;
import java.time.Instant;

/**
 * Which member answers at one endpoint. A connection leads to one member, so a member id that
 * changes on it betrays a proxy or a balancer; after a new connection it is only another member.
 */
final class AnsweringMember {
  /** A balancer that was seen to change is not forgotten for some quiet samples. */
  private static final Duration REMEMBERED = Duration.ofMinutes(10);

  private long memberId;

  /** On which connection that was; 0 for none. */
  private long connection;

  private Instant changes = Instant.MIN;

  /**
   * Takes in an answer.
   *
   * @param before how many connections were made before the question
   * @param after how many when the answer was there
   */
  synchronized void recordAnswer(long id, long before, long after, Instant now) {
    // Where one was made meanwhile the answer may be from the one before; the first has none
    // before.
    boolean sure = before == after || (before == 0 && after == 1);
    if (sure && connection == after && memberId != id) {
      changes = now;
    }
    memberId = id;
    connection = sure ? after : 0;
  }

  /** What answers is a proxy by its own word. */
  synchronized void recordProxy(Instant now) {
    changes = now;
  }

  /** Whether several members were seen to answer on one connection lately. */
  synchronized boolean hasSeveral(Instant now) {
    return now.isBefore(changes.plus(REMEMBERED));
  }
}
