package dev.etcdstorage.exporter.etcd;

import java.time.Duration;

/**
 * The moment by which an answer must be there.
 *
 * @param nanoTime on the scale of {@link System#nanoTime}
 */
public record Deadline(long nanoTime) {
  public static Deadline in(Duration duration) {
    return new Deadline(System.nanoTime() + duration.toNanos());
  }

  /** What is left, never negative. */
  public Duration left() {
    return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
  }

  public Deadline earlierBy(Duration reserve) {
    return new Deadline(nanoTime - reserve.toNanos());
  }
}
