package dev.etcdstorage.exporter.check;

import dev.etcdstorage.exporter.status.Amount;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Numbers and lists as a person reads them. */
final class Words {
  private Words() {}

  /** A part of 1 as whole percent. */
  static String percent(double ratio) {
    return String.format(Locale.ROOT, "%.0f%%", ratio * 100);
  }

  /** In at most eight characters, for a column. */
  static String size(long bytes) {
    String text = Amount.bytes(bytes);
    // Of 230.4 MiB the tenths tell nothing.
    return text.indexOf('.') >= 3 ? text.replaceFirst("\\.\\d", "") : text;
  }

  /** With commas: {@code 1,850,021}. */
  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** In the unit that leaves the fewest digits: {@code 45 s}, {@code 25 min}, {@code 3.2 h}. */
  static String duration(Duration duration) {
    double seconds = duration.toMillis() / 1e3;
    if (seconds < 120) {
      return String.format(Locale.ROOT, "%.0f s", seconds);
    }
    if (seconds < 120 * 60) {
      return String.format(Locale.ROOT, "%.0f min", seconds / 60);
    }
    return seconds < 48 * 3600
        ? String.format(Locale.ROOT, "%.1f h", seconds / 3600)
        : String.format(Locale.ROOT, "%,.0f days", seconds / 86_400);
  }

  static String seconds(double seconds) {
    return duration(Duration.ofMillis((long) (Math.min(seconds, 1e12) * 1e3)));
  }

  /** Bytes a second. */
  static String pace(double bytesPerSecond) {
    return Amount.bytes((long) bytesPerSecond) + "/s";
  }

  /** {@code a}, {@code a and b}, {@code a, b and c}. */
  static String list(List<String> words) {
    int last = words.size() - 1;
    return last < 1
        ? String.join("", words)
        : String.join(", ", words.subList(0, last)) + " and " + words.get(last);
  }
}
