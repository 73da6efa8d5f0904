package dev.etcdstorage.exporter.storage;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToLongFunction;

/**
 * How a member's database file grows, from looks at it over a window of time.
 *
 * @param looks oldest first, at different moments
 */
public record Growth(List<Look> looks) {
  /** The file at a moment. */
  public record Look(Instant at, DbSpace space) {}

  public Growth {
    looks = List.copyOf(looks);
  }

  /** From the first look to the last. */
  public Duration span() {
    return looks.isEmpty()
        ? Duration.ZERO
        : Duration.between(looks.get(0).at(), looks.get(looks.size() - 1).at());
  }

  /** Bytes a second that the file grows by, negative while it shrinks; empty for fewer than two. */
  public OptionalDouble sizePace() {
    return pace(DbSpace::sizeBytes);
  }

  /** Bytes a second that the pages in use grow by. */
  public OptionalDouble inUsePace() {
    return pace(DbSpace::inUseBytes);
  }

  /**
   * Seconds until the file is as large as the quota, at the pace of these looks; 0 where it is
   * already. The earlier of two: the file's own pace, and that of the pages in use, which free
   * pages hide from the file until they are used up (6 GiB of file with 0.2 GiB in use, refilled at
   * 0.8 GiB a minute, stands still until 45 s before it is full). Empty while neither grows.
   *
   * @param quotaBytes positive; anything else, a disabled quota, is never reached
   */
  public OptionalDouble secondsToFull(long quotaBytes) {
    OptionalDouble bySize = secondsToFullBySize(quotaBytes);
    OptionalDouble byInUse = secondsToFullByInUse(quotaBytes);
    if (bySize.isEmpty() || byInUse.isEmpty()) {
      return bySize.isPresent() ? bySize : byInUse;
    }
    return OptionalDouble.of(Math.min(bySize.getAsDouble(), byInUse.getAsDouble()));
  }

  /** By the file's own pace alone, which a compaction does not turn. */
  public OptionalDouble secondsToFullBySize(long quotaBytes) {
    return secondsToFull(quotaBytes, DbSpace::sizeBytes, sizePace());
  }

  /** By the pace of the pages in use alone, which the next compaction may turn. */
  public OptionalDouble secondsToFullByInUse(long quotaBytes) {
    return secondsToFull(quotaBytes, DbSpace::inUseBytes, inUsePace());
  }

  private OptionalDouble secondsToFull(
      long quotaBytes, ToLongFunction<DbSpace> bytes, OptionalDouble pace) {
    if (quotaBytes <= 0 || looks.isEmpty()) {
      return OptionalDouble.empty();
    }
    DbSpace now = looks.get(looks.size() - 1).space();
    return seconds(quotaBytes - bytes.applyAsLong(now), pace);
  }

  private static OptionalDouble seconds(long room, OptionalDouble pace) {
    return pace.isPresent() && pace.getAsDouble() > 0
        ? OptionalDouble.of(Math.max(0, room) / pace.getAsDouble())
        : OptionalDouble.empty();
  }

  /** The slope of the line that comes nearest to all looks (least squares), as PromQL's deriv. */
  private OptionalDouble pace(ToLongFunction<DbSpace> bytes) {
    if (looks.size() < 2) {
      return OptionalDouble.empty();
    }
    Instant first = looks.get(0).at();
    double meanSeconds = looks.stream().mapToDouble(look -> since(first, look)).average().orElse(0);
    double meanBytes =
        looks.stream().mapToDouble(look -> bytes.applyAsLong(look.space())).average().orElse(0);
    double products = 0;
    double squares = 0;
    for (Look look : looks) {
      double seconds = since(first, look) - meanSeconds;
      products += seconds * (bytes.applyAsLong(look.space()) - meanBytes);
      squares += seconds * seconds;
    }
    return squares > 0 ? OptionalDouble.of(products / squares) : OptionalDouble.empty();
  }

  private static double since(Instant first, Look look) {
    return Duration.between(first, look.at()).toNanos() / 1e9;
  }
}
