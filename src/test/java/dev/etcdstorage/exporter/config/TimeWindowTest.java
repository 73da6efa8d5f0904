package dev.etcdstorage.exporter.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimeWindowTest {
  private static boolean contains(String window, String moment) {
    return TimeWindow.parse(window).contains(Instant.parse(moment));
  }

  @Test
  void beginsWithItsFirstMinuteAndEndsBeforeItsLast() {
    assertThat(contains("02:00-05:00", "2026-03-01T01:59:59Z")).isFalse();
    assertThat(contains("02:00-05:00", "2026-03-01T02:00:00Z")).isTrue();
    assertThat(contains("02:00-05:00", "2026-03-01T04:59:59Z")).isTrue();
    assertThat(contains("02:00-05:00", "2026-03-01T05:00:00Z")).isFalse();
  }

  @Test
  void mayCrossMidnight() {
    assertThat(contains("22:00-02:00", "2026-03-01T23:00:00Z")).isTrue();
    assertThat(contains("22:00-02:00", "2026-03-01T01:59:00Z")).isTrue();
    assertThat(contains("22:00-02:00", "2026-03-01T12:00:00Z")).isFalse();
  }

  @Test
  void zoneFollowsSummerTime() {
    assertThat(contains("02:00-05:00 Europe/Berlin", "2026-01-01T01:30:00Z")).isTrue();
    assertThat(contains("02:00-05:00 Europe/Berlin", "2026-07-01T00:30:00Z")).isTrue();
    assertThat(contains("02:00-05:00 Europe/Berlin", "2026-07-01T03:30:00Z")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "2-5", "02:00", "25:00-26:00", "02:00-05:00 Mars/Base"})
  void whatIsNoWindowIsRefusedWithAnExample(String text) {
    assertThatThrownBy(() -> TimeWindow.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Europe/Berlin");
  }

  @Test
  void windowWithoutLengthIsRefused() {
    assertThatThrownBy(() -> TimeWindow.parse("02:00-02:00"))
        .hasMessageContaining("leave it out for always");
  }
}
