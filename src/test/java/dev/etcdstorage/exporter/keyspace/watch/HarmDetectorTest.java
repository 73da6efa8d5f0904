package dev.etcdstorage.exporter.keyspace.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.keyspace.work.StopReason;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class HarmDetectorTest {
  private static final Duration QUICK = Duration.ofMillis(20);
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private final HarmDetector harm = new HarmDetector();

  private void usually(Duration took, int times) {
    for (int i = 0; i < times; i++) {
      assertThat(harm.looked(took, 0)).isEmpty();
    }
  }

  @Test
  void applyLagMustBeLargeThreeLooksInARow() {
    assertThat(harm.looked(QUICK, 1_001)).isEmpty();
    assertThat(harm.looked(QUICK, 1_001)).isEmpty();
    assertThat(harm.looked(QUICK, 1_000)).isEmpty();
    assertThat(harm.looked(QUICK, 1_001)).isEmpty();
    assertThat(harm.looked(QUICK, 1_001)).isEmpty();
    assertThat(harm.looked(QUICK, 1_001)).contains(StopReason.APPLY_LAG);
  }

  @Test
  void answersMustBecomeSlowAgainstWhatIsUsual() {
    // Given
    usually(QUICK, 30);

    // When
    assertThat(harm.looked(Duration.ofMillis(600), 0)).isEmpty();
    assertThat(harm.looked(Duration.ofMillis(600), 0)).isEmpty();

    // Then
    assertThat(harm.looked(Duration.ofMillis(600), 0)).contains(StopReason.LATENCY);
  }

  @Test
  void memberThatIsAlwaysSlowIsNotOurDoing() {
    usually(Duration.ofMillis(600), 40);
  }

  @Test
  void quickAnswersAreNeverHarmHoweverMuchQuickerTheyWere() {
    usually(Duration.ofMillis(1), 30);
    usually(Duration.ofMillis(500), 10);
  }

  @Test
  void slowWatchersCountOnlyWhileOurOwnIsBehind() {
    assertThat(harm.readPage(4, true)).isEmpty();
    assertThat(harm.readPage(4, true)).isEmpty();
    assertThat(harm.readPage(4, false)).isEmpty();
    assertThat(harm.readPage(4, true)).isEmpty();
    assertThat(harm.readPage(4, true)).isEmpty();
    assertThat(harm.readPage(0, true)).isEmpty();
    assertThat(harm.readPage(4, true)).isEmpty();
    assertThat(harm.readPage(4, true)).isEmpty();
    assertThat(harm.readPage(1, true)).contains(StopReason.SLOW_WATCHERS);
  }

  @Test
  void fallingBehindThriceInTenMinutesIsHarm() {
    assertThat(harm.fellBehind(START)).isEmpty();
    assertThat(harm.fellBehind(START.plus(Duration.ofMinutes(6)))).isEmpty();
    assertThat(harm.fellBehind(START.plus(Duration.ofMinutes(12)))).isEmpty();
    assertThat(harm.fellBehind(START.plus(Duration.ofMinutes(15)))).contains(StopReason.BEHIND);
  }

  @Test
  void coolDownWipesTheSlate() {
    // Given
    assertThat(harm.fellBehind(START)).isEmpty();
    assertThat(harm.fellBehind(START)).isEmpty();
    assertThat(harm.fellBehind(START)).contains(StopReason.BEHIND);

    // When
    harm.stopped();

    // Then
    assertThat(harm.fellBehind(START.plusSeconds(301))).isEmpty();
  }

  @Test
  void nobodyKnowsWhatIsUsualFromFewAnswers() {
    usually(QUICK, 3);
    usually(Duration.ofMillis(600), 3);
  }

  @Test
  void nothingIsInARowAcrossStreams() {
    // Given
    harm.looked(QUICK, 2_000).ifPresent(reason -> {});
    harm.looked(QUICK, 2_000).ifPresent(reason -> {});

    // When
    harm.interrupted();

    // Then
    assertThat(harm.looked(QUICK, 2_000)).isEmpty();
  }
}
