package dev.etcdstorage.exporter.maintenance;

import dev.etcdstorage.exporter.config.TimeWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When the daemon looks. Pure.
 *
 * @param interval between two looks
 * @param window empty means always
 */
record Schedule(Duration interval, Optional<TimeWindow> window) {
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final Duration LATER = Duration.ofMinutes(30);

  /**
   * Whether it is time.
   *
   * @param next the chosen moment; ignored if it is further ahead than any choice, since the clock
   *     was set back then
   */
  boolean due(Instant now, Instant next) {
    boolean open = window.filter(hours -> !hours.contains(now)).isEmpty();
    boolean nonsense = Duration.between(now, next).compareTo(interval) > 0;
    return open && (nonsense || !now.isBefore(next));
  }

  Instant afterLook(Instant now) {
    return now.plus(interval);
  }

  /** Another exporter is to act; it may be this one's turn after the next election. */
  Instant afterOthersTurn(Instant now) {
    return now.plus(shorter(SOON));
  }

  /** The cause may be gone soon. */
  Instant afterRefusal(Instant now) {
    return now.plus(shorter(LATER));
  }

  private Duration shorter(Duration time) {
    return time.compareTo(interval) < 0 ? time : interval;
  }
}
