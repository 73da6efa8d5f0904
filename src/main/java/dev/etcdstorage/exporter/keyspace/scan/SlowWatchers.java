package dev.etcdstorage.exporter.keyspace.scan;

import java.time.Duration;
import java.time.Instant;

/**
 * Whether etcd has had slow watchers since the scan began: more of them than at its beginning, or
 * than ever since, in {@link #IN_A_ROW} readings of the metrics page. They may be slow for another
 * reason, such as a client that comes back with much to catch up; a scan is in its way then too.
 * Watchers that are slow all the time are not due to the scan.
 */
final class SlowWatchers {
  static final Duration EVERY = Duration.ofMinutes(1);
  static final int IN_A_ROW = 3;

  private Instant next = Instant.MIN;
  private long fewest = Long.MAX_VALUE;
  private int risen;

  /** Whether to read the page now. It is long, and etcd makes it anew each time. */
  boolean due(Instant now) {
    return !now.isBefore(next);
  }

  /** The page was requested, whatever the outcome. */
  void asked(Instant now) {
    next = now.plus(EVERY);
  }

  /** Takes a reading; returns true if the scan must end. */
  boolean harms(long slow) {
    fewest = Math.min(fewest, slow);
    risen = slow > fewest ? risen + 1 : 0;
    return risen >= IN_A_ROW;
  }
}
