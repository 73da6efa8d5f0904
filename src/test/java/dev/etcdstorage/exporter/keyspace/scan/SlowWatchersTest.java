package dev.etcdstorage.exporter.keyspace.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SlowWatchersTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private final SlowWatchers watchers = new SlowWatchers();

  @Test
  void pageIsDueAtOnceAndThenOnceAMinute() {
    assertThat(watchers.due(START)).isTrue();

    watchers.asked(START);

    assertThat(watchers.due(START.plus(Duration.ofSeconds(59)))).isFalse();
    assertThat(watchers.due(START.plus(Duration.ofSeconds(60)))).isTrue();
  }

  @Test
  void riseThatStaysForThreeReadingsHarms() {
    assertThat(watchers.harms(0)).isFalse();
    assertThat(watchers.harms(5)).isFalse();
    assertThat(watchers.harms(1)).isFalse();
    assertThat(watchers.harms(3)).isTrue();
  }

  @Test
  void riseThatPassesDoesNotHarm() {
    assertThat(watchers.harms(2)).isFalse();
    for (int i = 0; i < 10; i++) {
      assertThat(watchers.harms(9)).isFalse();
      assertThat(watchers.harms(9)).isFalse();
      assertThat(watchers.harms(2)).isFalse();
    }
  }

  @Test
  void watchersThatAreSlowAllTheTimeAreNotOurDoing() {
    for (int i = 0; i < 20; i++) {
      assertThat(watchers.harms(7)).isFalse();
    }
  }

  @Test
  void riseIsMeasuredFromTheFewestThatThereWere() {
    // Given many that were slow at the beginning and came into step
    assertThat(watchers.harms(9)).isFalse();
    assertThat(watchers.harms(1)).isFalse();

    // Then fewer than at the beginning are more again
    assertThat(watchers.harms(4)).isFalse();
    assertThat(watchers.harms(4)).isFalse();
    assertThat(watchers.harms(4)).isTrue();
  }
}
