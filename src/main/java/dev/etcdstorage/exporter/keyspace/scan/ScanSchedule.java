package dev.etcdstorage.exporter.keyspace.scan;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When to ask next whether it is this exporter's turn, and to scan if so. Spread at random, as all
 * exporters may have been started at the same moment.
 */
final class ScanSchedule {
  private static final double JITTER = 0.1;

  private final Duration interval;
  private final ScanTiming timing;
  private final RandomGenerator random;

  ScanSchedule(Duration interval, ScanTiming timing, RandomGenerator random) {
    this.interval = interval;
    this.timing = timing;
    this.random = random;
  }

  /** After the start; about the interval if that is shorter. */
  Duration first() {
    return around(shorter(interval, timing.firstAfter().multipliedBy(3).dividedBy(2)), 1.0 / 3);
  }

  /**
   * After a scan, finished or not.
   *
   * @param took part of the interval already
   */
  Duration afterScan(Duration took) {
    return atLeast(timing.firstAfter(), around(interval, JITTER).minus(took));
  }

  /**
   * The rest before a scan that comes early: a quarter of the interval, and nine times as long as
   * the last one took, so that etcd is read a tenth of the time at most.
   */
  Duration atLeast(Duration took) {
    return atLeast(interval.dividedBy(4), took.multipliedBy(9));
  }

  /**
   * The wait while no member answers or another one leads. A look is a Status and costs nothing,
   * while a whole interval is long for an exporter that was started before its etcd, or whose
   * member has just become the leader.
   */
  Duration lookAgain() {
    return around(shorter(interval, timing.lookAgain()), JITTER);
  }

  /** While it is off: soon after the cool-down. */
  Duration whileOff(Duration left) {
    return left.plus(first());
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static Duration atLeast(Duration shortest, Duration duration) {
    return duration.compareTo(shortest) < 0 ? shortest : duration;
  }

  private Duration around(Duration middle, double share) {
    double factor = 1 + share * (2 * random.nextDouble() - 1);
    return Duration.ofMillis((long) (factor * (double) middle.toMillis()));
  }
}
