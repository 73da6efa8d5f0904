package dev.etcdstorage.exporter.keyspace.scan;

import dev.etcdstorage.exporter.config.KeyspaceSettings.ScanSettings;
import dev.etcdstorage.exporter.etcd.KeyPage;
import java.time.Duration;
import java.util.Optional;

/**
 * How long to rest before the next read. Later rests make up for a rest or an answer that took too
 * long: timers wake late, which for pages of a few milliseconds would be a tenth.
 */
final class ScanPace {
  private static final double SECOND = 1e9;

  /** Keys that etcd may count for a page under the lock that puts need: well below 2 ms. */
  private static final long COUNTED = 2_500;

  /** This many keys that are only counted take as long a rest as one that is read. */
  private static final double COUNTED_FOR_READ = 40;

  /** With 625 keys of 1 KB a second, concurrent puts are not affected (docs/benchmarks.md). */
  private static final double MOST_EASE = 16;

  /** With 2,500 hardly, on most disks. */
  private static final double SOME_EASE = 4;

  /** kube-apiserver compacts every five minutes, and a scan that this overtakes may lack keys. */
  private static final Duration BETWEEN_COMPACTIONS = Duration.ofMinutes(4);

  /** The most that is made up for, so that no burst follows when etcd was away. */
  private static final Duration MOST_LATE = Duration.ofMillis(20);

  private final long bytesPerSecond;
  private final long keysPerSecond;

  /** How many times slower it reads than it may. */
  private final double ease;

  /** When the next read may be made. */
  private Optional<Long> due = Optional.empty();

  ScanPace(long bytesPerSecond, long keysPerSecond, double ease) {
    this.bytesPerSecond = bytesPerSecond;
    this.keysPerSecond = keysPerSecond;
    this.ease = ease;
  }

  /** The pace while somebody waits for the scan, since nothing is known before it ends. */
  static ScanPace of(ScanSettings settings) {
    return new ScanPace(settings.bytesPerSecond(), settings.keysPerSecond(), 1);
  }

  /**
   * The pace of a scan that corrects a ledger that is no longer right: slower, but not so slow that
   * it takes longer than the interval. A result is {@linkplain ScanResult#isFresh believed} for two
   * intervals, which are then enough for the rest before the next scan and for the scan.
   *
   * @param took what the last scan took, or would have by {@link #of}
   */
  static ScanPace soon(ScanSettings settings, Duration took) {
    return eased(settings, Math.min(SOME_EASE, fits(settings.interval(), took)));
  }

  /**
   * The pace of a scan that only confirms: slower still if it then ends between two compactions,
   * and within a quarter of the interval, so that its result is not old already.
   *
   * @param took as above
   */
  static ScanPace easy(ScanSettings settings, Duration took) {
    double between = fits(shorter(settings.interval().dividedBy(4), BETWEEN_COMPACTIONS), took);
    return eased(settings, Math.max(soon(settings, took).ease, Math.min(MOST_EASE, between)));
  }

  private static ScanPace eased(ScanSettings settings, double ease) {
    return new ScanPace(settings.bytesPerSecond(), settings.keysPerSecond(), Math.max(1, ease));
  }

  private static double fits(Duration within, Duration took) {
    return within.toNanos() / (double) Math.max(1, took.toNanos());
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** What a scan at this pace would have taken by {@link #of}. */
  Duration withoutEase(Duration took) {
    return Duration.ofNanos((long) (took.toNanos() / ease));
  }

  /**
   * The rest after a page that keeps all budgets.
   *
   * @param asked when the page was requested, by {@link System#nanoTime}, as {@code now}
   */
  Duration afterPage(KeyPage page, long asked, long now) {
    double keys = page.entries().size() / (double) keysPerSecond;
    double bytes = page.responseBytes() / (double) bytesPerSecond;
    double counted =
        Math.max(0, page.count() - COUNTED) / (COUNTED_FOR_READ * (double) keysPerSecond);
    long late = Math.max(0, due.map(then -> asked - then).orElse(0L));
    long next =
        asked
            - Math.min(late, MOST_LATE.toNanos())
            + (long) ((Math.max(keys, bytes) + counted) * ease * SECOND);
    due = Optional.of(next);
    return Duration.ofNanos(Math.max(0, next - now));
  }
}
