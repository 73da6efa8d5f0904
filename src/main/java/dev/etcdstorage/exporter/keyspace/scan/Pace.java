package dev.etcdstorage.exporter.keyspace.scan;

import dev.etcdstorage.exporter.config.KeyspaceSettings.ScanSettings;
import java.time.Duration;

/** How long to rest before the next read. */
record Pace(long bytesPerSecond, long keysPerSecond) {
  private static final double SECOND = 1e9;
  private static final Duration SHORTEST = Duration.ofMillis(20);
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final int STALL_SHARE = 100;

  static Pace of(ScanSettings settings) {
    return new Pace(settings.bytesPerSecond(), settings.keysPerSecond());
  }

  /** After a page, so that neither budget is passed. */
  Duration afterPage(int keys, long bytes, Duration took) {
    double needed =
        Math.max((double) keys / (double) keysPerSecond, (double) bytes / (double) bytesPerSecond);
    long rest = (long) (needed * SECOND) - took.toNanos();
    return Duration.ofNanos(Math.max(0, rest));
  }

  /** After a count, during which puts had to wait: so that they wait 1 % of the time at most. */
  Duration afterLearning(Duration took) {
    Duration rest = took.multipliedBy(STALL_SHARE);
    return rest.compareTo(SHORTEST) < 0 ? SHORTEST : rest.compareTo(LONGEST) > 0 ? LONGEST : rest;
  }
}
