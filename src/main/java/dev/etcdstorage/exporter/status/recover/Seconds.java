package dev.etcdstorage.exporter.status.recover;

import java.time.Duration;
import java.util.Locale;

/** Durations as a person reads them. */
final class Seconds {
  private Seconds() {}

  /** To the tenth below ten seconds, with minutes above ninety. */
  static String exact(Duration duration) {
    double seconds = duration.toMillis() / 1e3;
    return seconds < 10 ? String.format(Locale.ROOT, "%.1f s", seconds) : about(duration);
  }

  static String about(Duration duration) {
    long seconds = duration.toSeconds();
    return seconds <= 90 ? seconds + " s" : seconds / 60 + " min " + seconds % 60 + " s";
  }
}
