package dev.etcdstorage.exporter.keyspace.work;

import java.time.Duration;

/** A delay that is twice as long each time, up to a bound. */
public final class DoublingDelay {
  private final Duration shortest;
  private final Duration longest;
  private Duration next;

  public DoublingDelay(Duration shortest, Duration longest) {
    this.shortest = shortest;
    this.longest = longest;
    this.next = shortest;
  }

  public Duration next() {
    Duration now = next;
    Duration twice = now.multipliedBy(2);
    next = twice.compareTo(longest) < 0 ? twice : longest;
    return now;
  }

  /** The next one is the shortest again. */
  public void reset() {
    next = shortest;
  }
}
