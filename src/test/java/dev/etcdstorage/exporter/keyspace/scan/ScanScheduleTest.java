package dev.etcdstorage.exporter.keyspace.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.util.Always;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ScanScheduleTest {
  private static final Duration INTERVAL = Duration.ofMinutes(15);

  private static ScanSchedule drawing(double number) {
    return new ScanSchedule(INTERVAL, ScanTiming.DEFAULT, new Always(number));
  }

  @Test
  void firstIsBetweenTenAndTwentySeconds() {
    assertThat(drawing(0).first()).isEqualTo(Duration.ofSeconds(10));
    assertThat(drawing(0.5).first()).isEqualTo(Duration.ofSeconds(15));
    assertThat(drawing(Math.nextDown(1.0)).first())
        .isBetween(Duration.ofMillis(19_990), Duration.ofSeconds(20));
  }

  @Test
  void firstScanIsNoLaterThanAShortInterval() {
    assertThat(
            new ScanSchedule(Duration.ofSeconds(10), ScanTiming.DEFAULT, new Always(0.5)).first())
        .isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void scansBeginAnIntervalApartHoweverLongTheyTake() {
    assertThat(drawing(0).afterScan(Duration.ZERO)).isEqualTo(Duration.ofSeconds(810));
    assertThat(drawing(0.5).afterScan(Duration.ofMinutes(4))).isEqualTo(Duration.ofMinutes(11));
  }

  @Test
  void scanThatTakesLongerThanTheIntervalIsFollowedByARest() {
    assertThat(drawing(0.5).afterScan(Duration.ofHours(1))).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void looksAgainWithinAMinuteOrTheInterval() {
    assertThat(drawing(0.5).lookAgain()).isEqualTo(Duration.ofMinutes(1));
    assertThat(drawing(0).lookAgain()).isEqualTo(Duration.ofSeconds(54));
    assertThat(
            new ScanSchedule(Duration.ofSeconds(20), ScanTiming.DEFAULT, new Always(0.5))
                .lookAgain())
        .isEqualTo(Duration.ofSeconds(20));
  }

  @Test
  void isBackSoonAfterTheCoolDown() {
    assertThat(drawing(0.5).whileOff(Duration.ofMinutes(7))).isEqualTo(Duration.ofSeconds(435));
  }
}
