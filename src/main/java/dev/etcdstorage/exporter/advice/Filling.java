package dev.etcdstorage.exporter.advice;

import dev.etcdstorage.exporter.observe.Observed;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.Outcome.Reached;
import dev.etcdstorage.exporter.storage.AlertLimits;
import dev.etcdstorage.exporter.storage.Window;
import dev.etcdstorage.exporter.text.Amount;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A file that will be full soon, by the limits of the alerts.
 *
 * @param seconds until then
 * @param pace in words, such as {@code at its present pace}
 */
public record Filling(Severity severity, double seconds, String pace) {
  private static final String PRESENT = "at its present pace";

  /** By the looks of the alerts' windows; empty where it takes longer. */
  public static Optional<Filling> of(MemberSample member) {
    return member
        .outcome()
        .reached()
        .filter(Filling::halfFull)
        .flatMap(reached -> of(member, reached));
  }

  /** Over minutes only what is critical counts: a burst is soon over. */
  private static Optional<Filling> of(MemberSample member, Reached reached) {
    OptionalDouble minutes = Observed.secondsToFull(member, reached, Window.SHORT);
    OptionalDouble hours = Observed.secondsToFull(member, reached, Window.LONG);
    return within(minutes, AlertLimits.FULL_CRITICAL, Severity.CRITICAL, PRESENT)
        .or(() -> within(hours, AlertLimits.FULL_WARNING, Severity.WARNING, PRESENT));
  }

  /** By one pace; empty where it takes longer than the alerts warn of. */
  public static Optional<Filling> of(Reached member, OptionalDouble seconds, String pace) {
    return !halfFull(member)
        ? Optional.empty()
        : within(seconds, AlertLimits.FULL_CRITICAL, Severity.CRITICAL, pace)
            .or(() -> within(seconds, AlertLimits.FULL_WARNING, Severity.WARNING, pace));
  }

  /** Below that a file is not urgent, whatever its pace. */
  private static boolean halfFull(Reached member) {
    return member.quotaUsage().orElse(0) > AlertLimits.FULL_FROM;
  }

  private static Optional<Filling> within(
      OptionalDouble seconds, Duration limit, Severity severity, String pace) {
    return seconds.isPresent() && seconds.getAsDouble() < limit.toSeconds()
        ? Optional.of(new Filling(severity, seconds.getAsDouble(), pace))
        : Optional.empty();
  }

  String words() {
    return "full in " + Amount.seconds(seconds) + " " + pace;
  }
}
