package dev.etcdstorage.exporter.storage;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
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

  /**
   * Bytes a second by which the file grows, negative while it shrinks; empty for fewer than two
   * looks.
   */
  public OptionalDouble sizePace() {
    return pace(DbSpace::sizeBytes);
  }

  /** Bytes a second by which the pages in use grow. */
  public OptionalDouble inUsePace() {
    return pace(DbSpace::inUseBytes);
  }

  /** By the file's own pace alone, which a compaction does not change. */
  public OptionalDouble secondsToFullBySize(long quotaBytes) {
    return last(now -> new Pace(sizePace(), inUsePace()).secondsToFullBySize(now, quotaBytes));
  }

  /** By the pace of the pages in use alone, which the next compaction may turn. */
  public OptionalDouble secondsToFullByInUse(long quotaBytes) {
    return last(now -> new Pace(sizePace(), inUsePace()).secondsToFullByInUse(now, quotaBytes));
  }

  private OptionalDouble last(Function<DbSpace, OptionalDouble> seconds) {
    return looks.isEmpty()
        ? OptionalDouble.empty()
        : seconds.apply(looks.get(looks.size() - 1).space());
  }

  /** The slope of the line of least squares through all looks, like PromQL's deriv. */
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
