package dev.etcdstorage.exporter.keyspace.scan;

import dev.etcdstorage.exporter.config.KeyspaceSettings.ScanSettings;
import dev.etcdstorage.exporter.etcd.KeyPage;
import java.time.Duration;

/** How long to rest before the next read. */
record ScanPace(long bytesPerSecond, long keysPerSecond) {
  private static final double SECOND = 1e9;

  /**
   * Keys that etcd counts, for one that it gives. It does so under the lock that puts need, a
   * million of them in a third of a second: at 100,000 in a second puts wait for 3% of the time.
   */
  private static final long COUNTED = 10;

  static ScanPace of(ScanSettings settings) {
    return new ScanPace(settings.bytesPerSecond(), settings.keysPerSecond());
  }

  /** After a page, so that no budget is passed. */
  Duration afterPage(KeyPage page, Duration took) {
    double keys = Math.max((double) page.entries().size(), (double) page.count() / COUNTED);
    double needed =
        Math.max(keys / (double) keysPerSecond, page.responseBytes() / (double) bytesPerSecond);
    long rest = (long) (needed * SECOND) - took.toNanos();
    return Duration.ofNanos(Math.max(0, rest));
  }
}
