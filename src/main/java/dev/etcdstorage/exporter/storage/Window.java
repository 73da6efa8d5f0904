package dev.etcdstorage.exporter.storage;

import dev.etcdstorage.exporter.storage.Growth.Look;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How far back to look at a file that grows; a value of the label {@code window}. The windows are
 * those of the recording rules {@code member:etcd_storage_time_to_full_seconds:short} and {@code
 * :long}, for the same reasons.
 *
 * <p>The file only grows, so a short time will do for it. Pages in use fall with each compaction:
 * their time spans two cycles, of compaction every five minutes (short) and every hour (long), so
 * that the saw's teeth are no growth. A fall that is no tooth ends the window ({@link LargeFall}):
 * after a recovery or a large compaction the pace is unknown until enough was seen anew. What has
 * risen for longer than a cycle without any fall is no saw, and its pace counts as it is.
 */
public enum Window {
  /** Warns of what fills the file within the hour. */
  SHORT(Duration.ofMinutes(5), Duration.ofMinutes(10), Optional.of(Duration.ofMinutes(7))),
  /** Warns of what fills it within hours. */
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

  /** The label's value. */
  public String label() {
    return label;
  }

  /**
   * The pace as of the last look; unknown while less than four fifths of the time were seen, from
   * its first look to its last, since the last large fall.
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
