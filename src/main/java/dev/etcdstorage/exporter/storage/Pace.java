package dev.etcdstorage.exporter.storage;

import java.util.OptionalDouble;

/**
 * How fast a database file fills, in bytes a second.
 *
 * @param size of the file, negative while it shrinks; empty where too little was seen
 * @param inUse of the pages in use; empty where too little was seen
 */
public record Pace(OptionalDouble size, OptionalDouble inUse) {
  /** Of a file that was not watched for long enough. */
  public static final Pace UNKNOWN = new Pace(OptionalDouble.empty(), OptionalDouble.empty());

  /**
   * Seconds until the file is as large as the quota, at this pace; 0 if it is already. The earlier
   * of two: by the file's own pace, and by that of the pages in use, which free pages hide from the
   * file until they are used up (6 GiB of file with 0.2 GiB in use, refilled at 0.8 GiB a minute,
   * keeps its size until 45 s before it is full). Empty while neither grows.
   *
   * @param quotaBytes positive; a disabled quota, anything else, is never reached
   */
  public OptionalDouble secondsToFull(DbSpace now, long quotaBytes) {
    OptionalDouble bySize = secondsToFullBySize(now, quotaBytes);
    OptionalDouble byInUse = secondsToFullByInUse(now, quotaBytes);
    if (bySize.isEmpty() || byInUse.isEmpty()) {
      return bySize.isPresent() ? bySize : byInUse;
    }
    return OptionalDouble.of(Math.min(bySize.getAsDouble(), byInUse.getAsDouble()));
  }

  /** By the file's own pace alone, which a compaction does not change. */
  public OptionalDouble secondsToFullBySize(DbSpace now, long quotaBytes) {
    return seconds(quotaBytes, now.sizeBytes(), size);
  }

  /** By the pace of the pages in use alone, which the next compaction may turn. */
  public OptionalDouble secondsToFullByInUse(DbSpace now, long quotaBytes) {
    return seconds(quotaBytes, now.inUseBytes(), inUse);
  }

  private static OptionalDouble seconds(long quotaBytes, long bytes, OptionalDouble pace) {
    return quotaBytes > 0 && pace.isPresent() && pace.getAsDouble() > 0
        ? OptionalDouble.of(Math.max(0, quotaBytes - bytes) / pace.getAsDouble())
        : OptionalDouble.empty();
  }
}
