package dev.etcdstorage.exporter.maintenance;

import dev.etcdstorage.exporter.storage.DbSpace;
import java.time.Duration;

/**
 * How long a defragmentation takes. etcd copies the pages in use; real servers took 4.5 to 13
 * seconds a gigabyte, longer on slow disks.
 */
public final class DefragTime {
  private static final double EXPECTED_SECONDS_A_GB = 10;
  private static final double LONGEST_SECONDS_A_GB = 120;
  private static final Duration LEAST = Duration.ofSeconds(60);

  private DefragTime() {}

  /** What to tell a person to expect. */
  public static Duration expected(DbSpace space) {
    return atPace(EXPECTED_SECONDS_A_GB, space).plusSeconds(1);
  }

  /** After this the call is given up, but not the waiting for the member. */
  static Duration deadline(DbSpace space) {
    return LEAST.plus(atPace(LONGEST_SECONDS_A_GB, space));
  }

  private static Duration atPace(double secondsAGb, DbSpace space) {
    return Duration.ofMillis((long) (secondsAGb * space.inUseBytes() / 1e6));
  }
}
