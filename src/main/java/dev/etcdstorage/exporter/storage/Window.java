package dev.etcdstorage.exporter.storage;

import dev.etcdstorage.exporter.storage.Growth.Look;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How far back to look at a growing file; a value of the label {@code window}. The windows are
 * those of the recording rules {@code member:etcd_storage_time_to_full_seconds:short} and {@code
 * :long}, for the same reasons.
 *
 * <p>The file only grows, so a short time is enough for it. Pages in use fall with each compaction:
 * their time spans two cycles, of compaction every five minutes (short) and every hour (long), so
 * that the rise between two compactions is not taken for growth. A larger fall ends the window
 * ({@link LargeFall}): after a recovery or a large compaction the pace is unknown until enough was
 * seen again. Pages that have risen for longer than a cycle without any fall are no such rise, and
 * their pace counts as it is.
 */
public enum Window {
  /** Warns of a file that fills within the hour. */
  SHORT(Duration.ofMinutes(5), Duration.ofMinutes(10), Optional.of(Duration.ofMinutes(7))),
  /** Warns of a file that fills within hours. */
  LONG(Duration.ofMinutes(30), Duration.ofHours(2), Optional.empty());

  private final String label = name().toLowerCase(Locale.ROOT);

  private final Duration ofSize;
  private final Duration ofInUse;

  @SuppressWarnings("ImmutableEnumChecker") // of a duration
  private final Optional<Duration> ofRise;

  Window(Duration ofSize, Duration ofInUse, Optional<Duration> ofRise) {
    this.ofSize = ofSize;
    this.ofInUse = ofInUse;
    this.ofRise = ofRise;
  }

  public String label() {
    return label;
  }

  /**
   * The pace as of the last look; unknown if the looks since the last large fall span less than
   * four fifths of the window.
   *
   * @param all oldest first, about one a minute; may reach further back than the window
   */
  public Pace pace(List<Look> all) {
    List<Look> looks = LargeFall.since(all, ofInUse);
    OptionalDouble inUse =
        seen(looks, ofInUse).map(Growth::inUsePace).orElse(OptionalDouble.empty());
    OptionalDouble rise =
        ofRise
            .flatMap(time -> seen(looks, time))
            .filter(Window::neverFalls)
            .map(Growth::inUsePace)
            .orElse(OptionalDouble.empty());
    boolean steeper = rise.isPresent() && rise.getAsDouble() > inUse.orElse(0);
    return new Pace(
        seen(looks, ofSize).map(Growth::sizePace).orElse(OptionalDouble.empty()),
        steeper ? rise : inUse);
  }

  private static Optional<Growth> seen(List<Look> looks, Duration time) {
    if (looks.isEmpty()) {
      return Optional.empty();
    }
    Instant now = looks.get(looks.size() - 1).at();
    Growth growth =
        new Growth(looks.stream().filter(look -> !look.at().isBefore(now.minus(time))).toList());
    boolean enough = growth.span().multipliedBy(5).compareTo(time.multipliedBy(4)) >= 0;
    return enough ? Optional.of(growth) : Optional.empty();
  }

  private static boolean neverFalls(Growth growth) {
    List<Look> looks = growth.looks();
    for (int i = 1; i < looks.size(); i++) {
      if (looks.get(i).space().inUseBytes() < looks.get(i - 1).space().inUseBytes()) {
        return false;
      }
    }
    return true;
  }
}
