package dev.etcdstorage.exporter.sample;

import java.time.Duration;
import java.time.Instant;

/**
 * Which member answers at one endpoint. A connection leads to one member, so if the member id
 * changes on one connection, a proxy or a balancer is in between; after a new connection it is
 * merely another member.
 */
final class AnsweringMember {
  /** How long a balancer that was seen is remembered while no sample shows it. */
  private static final Duration REMEMBERED = Duration.ofMinutes(10);

  private long memberId;

  /** The connection of that answer; 0 for none. */
  private long connection;

  private Instant changes = Instant.MIN;

  /**
   * Records an answer.
   *
   * @param before connections made before the call
   * @param after connections made when the answer was there
   */
  synchronized void recordAnswer(long id, long before, long after, Instant now) {
    // If a connection was made during the call, the answer may be from the old one; for the very
    // first connection there is no old one.
    boolean sure = before == after || (before == 0 && after == 1);
    if (sure && connection == after && memberId != id) {
      changes = now;
    }
    memberId = id;
    connection = sure ? after : 0;
  }

  /** Records that a grpc-proxy answered, by its own member list. */
  synchronized void recordProxy(Instant now) {
    changes = now;
  }

  /** Whether several members answered on one connection lately. */
  synchronized boolean hasSeveral(Instant now) {
    return now.isBefore(changes.plus(REMEMBERED));
  }
}
