package dev.etcdstorage.exporter.keyspace.watch;

import dev.etcdstorage.exporter.keyspace.work.DoublingDelay;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt to connect: a random time up to a bound that doubles
 * from 0.2 to 30 s. Wholly random, because all exporters lose their watch at the same moment when a
 * cluster has a problem.
 */
final class Backoff {
  static final Duration FIRST = Duration.ofMillis(200);
  static final Duration LONGEST = Duration.ofSeconds(30);

  /** A watch that lived this long was healthy: the delay starts over. */
  static final Duration HEALTHY = Duration.ofSeconds(30);

  private final RandomGenerator random;
  private final DoublingDelay bound = new DoublingDelay(FIRST, LONGEST);

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  Duration next() {
    return Duration.ofNanos((long) (random.nextDouble() * (double) bound.next().toNanos()));
  }

  /** Records how long a connection lived. */
  void lived(Duration duration) {
    if (duration.compareTo(HEALTHY) >= 0) {
      bound.reset();
    }
  }
}
