package dev.etcdstorage.exporter.keyspace.scan;

import java.time.Duration;

/** How long the scan stays off once it harmed: twice as long each time, until one succeeds. */
final class CoolDown {
  private final Duration shortest;
  private final Duration longest;
  private Duration next;

  CoolDown(Duration shortest, Duration longest) {
    this.shortest = shortest;
    this.longest = longest;
    this.next = shortest;
  }

  /** Begins one; returns how long it takes. */
  Duration begin() {
    Duration now = next;
    Duration twice = now.multipliedBy(2);
    next = twice.compareTo(longest) < 0 ? twice : longest;
    return now;
  }

  /** A scan did no harm. */
  void healthy() {
    next = shortest;
  }
}
