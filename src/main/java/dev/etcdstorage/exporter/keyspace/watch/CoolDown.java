package dev.etcdstorage.exporter.keyspace.watch;

import dev.etcdstorage.exporter.keyspace.work.DoublingDelay;
import java.time.Duration;
import java.time.Instant;

/**
 * How long the watch stays off after it did harm: {@link #FIRST}, twice as long each time up to
 * {@link #LONGEST}, and {@link #FIRST} again after {@link #HEALTHY} without harm.
 */
final class CoolDown {
  static final Duration FIRST = Duration.ofMinutes(5);
  static final Duration LONGEST = Duration.ofHours(1);
  static final Duration HEALTHY = Duration.ofHours(1);

  private final DoublingDelay lengths = new DoublingDelay(FIRST, LONGEST);
  private Instant until = Instant.MIN;

  /** Begins one; returns its length. */
  Duration begin(Instant now) {
    if (!now.isBefore(until.plus(HEALTHY))) {
      lengths.reset();
    }
    Duration length = lengths.next();
    until = now.plus(length);
    return length;
  }

  boolean over(Instant now) {
    return !now.isBefore(until);
  }
}
