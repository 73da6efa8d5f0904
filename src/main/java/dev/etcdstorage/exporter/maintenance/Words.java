package dev.etcdstorage.exporter.maintenance;

import java.time.Duration;
import java.util.Locale;

/** Amounts as a person reads them in a line of plan or log. */
public final class Words {
  private Words() {}

  /** {@code 0.4s}, {@code 45s}, {@code 12m}, {@code 1h 30m}, {@code 2d 3h}: two parts at most. */
  public static String time(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    if (seconds < 10 && duration.toMillis() % 1000 > 0) {
      return String.format(Locale.ROOT, "%.1fs", duration.toMillis() / 1e3);
    }
    if (seconds < 60) {
      return seconds + "s";
    }
    if (seconds < 3600) {
      return parts(seconds / 60, "m", seconds % 60, "s");
    }
    return seconds < 86_400
        ? parts(seconds / 3600, "h", seconds % 3600 / 60, "m")
        : parts(seconds / 86_400, "d", seconds % 86_400 / 3600, "h");
  }

  private static String parts(long large, String unit, long small, String smaller) {
    return small == 0 ? large + unit : large + unit + " " + small + smaller;
  }

  /** In MiB, the unit that sizes of databases are compared in. */
  public static String size(long bytes) {
    return String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (1 << 20));
  }

  /** {@code 62 %}. */
  public static String percent(double ratio) {
    return String.format(Locale.ROOT, "%.0f %%", ratio * 100);
  }
}
