package dev.etcdstorage.exporter.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.TimeWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final Instant NIGHT = Instant.parse("2026-03-01T02:30:00Z");
  private static final Instant DAY = Instant.parse("2026-03-01T12:00:00Z");

  private final Schedule nights =
      new Schedule(Duration.ofHours(24), Optional.of(TimeWindow.parse("02:00-05:00")));
  private final Schedule always = new Schedule(Duration.ofHours(24), Optional.empty());

  @Test
  void looksInTheWindowOnly() {
    assertThat(nights.due(NIGHT, NIGHT)).isTrue();
    assertThat(nights.due(DAY, NIGHT)).isFalse();
    assertThat(always.due(DAY, NIGHT)).isTrue();
  }

  @Test
  void looksAgainAfterTheInterval() {
    Instant next = always.afterLook(NIGHT);

    assertThat(always.due(NIGHT.plus(Duration.ofHours(23)), next)).isFalse();
    assertThat(always.due(NIGHT.plus(Duration.ofHours(24)), next)).isTrue();
  }

  @Test
  void refusalIsTriedAgainInTheSameNight() {
    Instant next = nights.afterRefusal(NIGHT);

    assertThat(nights.due(NIGHT.plus(Duration.ofMinutes(30)).minusMillis(1), next)).isFalse();
    assertThat(nights.due(NIGHT.plus(Duration.ofMinutes(30)), next)).isTrue();
  }

  @Test
  void othersTurnIsWaitedForAMinute() {
    Instant next = always.afterOthersTurn(NIGHT);

    assertThat(always.due(NIGHT.plusSeconds(60).minusMillis(1), next)).isFalse();
    assertThat(always.due(NIGHT.plusSeconds(60), next)).isTrue();
  }

  /** Whoever looks more often than that is not made to wait longer. */
  @Test
  void noWaitIsLongerThanTheInterval() {
    Schedule often = new Schedule(Duration.ofSeconds(20), Optional.empty());

    assertThat(often.afterRefusal(NIGHT)).isEqualTo(NIGHT.plusSeconds(20));
    assertThat(often.afterOthersTurn(NIGHT)).isEqualTo(NIGHT.plusSeconds(20));
  }

  @Test
  void clockThatWasSetBackDoesNotSilenceItForYears() {
    Instant next = always.afterLook(NIGHT.plus(Duration.ofDays(3650)));

    assertThat(always.due(NIGHT, next)).isTrue();
  }

  @Test
  void clockThatLeapsAheadBringsOneLook() {
    Instant later = NIGHT.plus(Duration.ofDays(3650));

    assertThat(always.due(later, always.afterLook(NIGHT))).isTrue();
    assertThat(always.due(later, always.afterLook(later))).isFalse();
  }
}
