package dev.etcdstorage.exporter.keyspace.scan;

import dev.etcdstorage.exporter.config.KeyspaceSettings.ScanSettings;
import java.time.Duration;

/**
 * How long to rest before the next read.
 *
 * @param learningRest after a count, as many times as long as it took; 0: none
 */
record ScanPace(long bytesPerSecond, long keysPerSecond, int learningRest) {
  private static final double SECOND = 1e9;
  private static final Duration SHORTEST = Duration.ofMillis(20);
  private static final Duration LONGEST = Duration.ofSeconds(30);

  static ScanPace of(ScanSettings settings, int learningRest) {
    return new ScanPace(settings.bytesPerSecond(), settings.keysPerSecond(), learningRest);
  }

  /** After a page, so that neither budget is passed. */
  Duration afterPage(int keys, long bytes, Duration took) {
    double needed =
        Math.max((double) keys / (double) keysPerSecond, (double) bytes / (double) bytesPerSecond);
    long rest = (long) (needed * SECOND) - took.toNanos();
    return Duration.ofNanos(Math.max(0, rest));
  }

  /**
   * After a count, during which puts had to wait: at 100 times they wait 1% of the time at most.
   */
  Duration afterLearning(Duration took) {
    if (learningRest == 0) {
      return Duration.ZERO;
    }
    Duration rest = took.multipliedBy(learningRest);
    return rest.compareTo(SHORTEST) < 0 ? SHORTEST : rest.compareTo(LONGEST) > 0 ? LONGEST : rest;
  }
}
