package dev.etcdstorage.exporter.text;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers as a person reads them, the same on the page, in commands' output and in the log. */
public final class Amount {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};
  private static final double DAY = 86_400;
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Amount() {}

  /** {@code 512 B}, {@code 1.5 GiB}, {@code 230 MiB}: from 100 on without tenths. */
  public static String bytes(long bytes) {
    double value = bytes;
    int unit = 0;
    // What would be rounded to 1024 is one of the next unit.
    while (value >= 1023.5 && unit < UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    return format(unit == 0 || value >= 99.95 ? "%.0f " : "%.1f ", value) + UNITS[unit];
  }

  /** {@code 1.5 MiB/s}. */
  public static String rate(double bytesPerSecond) {
    return bytes((long) bytesPerSecond) + "/s";
  }

  /** {@code 1,850,021}. */
  public static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** {@code 1 key}, {@code 1,850,021 keys}. */
  public static String count(long count, String one) {
    return count(count) + " " + one + (count == 1 ? "" : "s");
  }

  /** {@code 3}, {@code 3 to 5}. */
  public static String range(long atLeast, long atMost) {
    return atLeast == atMost ? count(atLeast) : count(atLeast) + " to " + count(atMost);
  }

  /** {@code 62%}; with tenths near nothing and near all, where they matter: {@code 95.3%}. */
  public static String percent(double ratio) {
    double percent = 100 * ratio;
    return (percent < 10 || percent > 90 ? tenths(percent) : format("%.0f", percent)) + "%";
  }

  /** In the unit that leaves the fewest digits: {@code 45 s}, {@code 25 min}, {@code 3.2 h}. */
  public static String duration(Duration duration) {
    return seconds(duration.toMillis() / 1e3);
  }

  /** The same of seconds. */
  public static String seconds(double seconds) {
    if (seconds < 90) {
      return rounded(seconds) + " s";
    }
    if (seconds < 90 * 60) {
      return rounded(seconds / 60) + " min";
    }
    if (seconds < 2 * DAY) {
      return rounded(seconds / 3600) + " h";
    }
    return seconds > 365 * DAY ? "more than a year" : rounded(seconds / DAY) + " days";
  }

  /** {@code 2026-03-01 12:00:00 UTC}. */
  public static String moment(Instant at) {
    return MOMENT.format(at);
  }

  private static String rounded(double value) {
    return value < 9.95 ? tenths(value) : format("%.0f", value);
  }

  private static String tenths(double value) {
    String text = format("%.1f", value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  private static String format(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
