package dev.etcdstorage.exporter.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations and sizes as users of Prometheus and etcd write them. */
public final class Units {
  private static final Pattern DURATION = Pattern.compile("(\\d+)(ms|s|m|h|d)");
  private static final Pattern DURATIONS = Pattern.compile("(" + DURATION.pattern() + ")+");
  private static final Pattern BYTES = Pattern.compile("(-?\\d+(?:\\.\\d+)?)\\s*([A-Za-z]*)");
  private static final Map<String, Long> FACTORS =
      Map.of(
          "",
          1L,
          "B",
          1L,
          "KiB",
          1L << 10,
          "MiB",
          1L << 20,
          "GiB",
          1L << 30,
          "TiB",
          1L << 40,
          "KB",
          1_000L,
          "MB",
          1_000_000L,
          "GB",
          1_000_000_000L);

  private Units() {}

  /** {@code 500ms}, {@code 15s}, {@code 1h30m}; a bare 0 is allowed, other bare numbers are not. */
  public static Duration duration(String text) {
    if (text.equals("0")) {
      return Duration.ZERO;
    }
    if (!DURATIONS.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a duration; write it as 500ms, 15s, 5m or 1h30m");
    }
    try {
      Duration sum = Duration.ZERO;
      Matcher part = DURATION.matcher(text);
      while (part.find()) {
        long n = Long.parseLong(part.group(1));
        sum =
            sum.plus(
                switch (part.group(2)) {
                  case "ms" -> Duration.ofMillis(n);
                  case "s" -> Duration.ofSeconds(n);
                  case "m" -> Duration.ofMinutes(n);
                  case "h" -> Duration.ofHours(n);
                  default -> Duration.ofDays(n);
                });
      }
      return sum;
    } catch (ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException("\"" + text + "\" is too long a duration");
    }
  }

  /** {@code 8589934592}, {@code 8GiB}, {@code 8GB} (decimal) or {@code -1}. */
  public static long bytes(String text) {
    Matcher matcher = BYTES.matcher(text.strip());
    Long factor = matcher.matches() ? FACTORS.get(matcher.group(2)) : null;
    if (factor == null) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a size; write it as 8GiB or as bytes, 8589934592");
    }
    try {
      return new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(factor)).longValueExact();
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("\"" + text + "\" is not a whole number of bytes");
    }
  }

  /** {@code 0.5}; the setting checks its own bounds. */
  public static double ratio(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a number; write a ratio such as 0.5", e);
    }
  }

  /** In a form that {@link #duration} reads, in the largest unit up to hours that divides it. */
  public static String text(Duration duration) {
    long millis = duration.toMillis();
    if (millis % 1000 != 0) {
      return millis + "ms";
    }
    long seconds = millis / 1000;
    return seconds % 3600 == 0 && seconds > 0
        ? seconds / 3600 + "h"
        : seconds % 60 == 0 && seconds > 0 ? seconds / 60 + "m" : seconds + "s";
  }

  /** In a form that {@link #bytes} reads, in the largest binary unit that divides it. */
  public static String text(long bytes) {
    List<String> units = List.of("TiB", "GiB", "MiB", "KiB");
    for (String unit : units) {
      long factor = FACTORS.getOrDefault(unit, 1L);
      if (bytes != 0 && bytes % factor == 0) {
        return bytes / factor + unit;
      }
    }
    return Long.toString(bytes);
  }
}
