package dev.etcdstorage.exporter.keyspace.scan;

import dev.etcdstorage.exporter.config.KeyspaceSettings.ScanSettings;
import dev.etcdstorage.exporter.etcd.KeyPage;
import java.time.Duration;

/** How long to rest before the next read. */
record ScanPace(long bytesPerSecond, long keysPerSecond) {
  private static final double SECOND = 1e9;

  /** Keys that etcd may count for a page under the lock that puts need: well below 2 ms. */
  private static final long COUNTED = 2_500;

  /** So many more take as long a rest as one that is read. */
  private static final double COUNTED_FOR_READ = 40;

  static ScanPace of(ScanSettings settings) {
    return new ScanPace(settings.bytesPerSecond(), settings.keysPerSecond());
  }

  /** After a page, so that no budget is passed. */
  Duration afterPage(KeyPage page, Duration took) {
    double keys = page.entries().size() / (double) keysPerSecond;
    double bytes = page.responseBytes() / (double) bytesPerSecond;
    double counted =
        Math.max(0, page.count() - COUNTED) / (COUNTED_FOR_READ * (double) keysPerSecond);
    double needed = Math.max(keys, bytes) + counted;
    long rest = (long) (needed * SECOND) - took.toNanos();
    return Duration.ofNanos(Math.max(0, rest));
  }
}
