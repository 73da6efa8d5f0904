package dev.etcdstorage.exporter.keyspace.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ScanPaceTest {
  private final ScanPace pace = new ScanPace(1 << 20, 1_000, 100);

  @Test
  void restsUntilTheDearerBudgetAllowsTheNextPage() {
    assertThat(pace.afterPage(500, 100, Duration.ofMillis(20))).isEqualTo(Duration.ofMillis(480));
    assertThat(pace.afterPage(1, 2 << 20, Duration.ofMillis(20)))
        .isEqualTo(Duration.ofMillis(1_980));
    assertThat(pace.afterPage(10, 100, Duration.ofMillis(20))).isZero();
  }

  @Test
  void doesNotRestAfterCountsWhereNothingIsWritten() {
    assertThat(new ScanPace(1 << 20, 1_000, 0).afterLearning(Duration.ofSeconds(1))).isZero();
  }

  @Test
  void putsWaitForCountsOnePercentOfTheTimeAtMost() {
    assertThat(pace.afterLearning(Duration.ofMillis(15))).isEqualTo(Duration.ofMillis(1_500));
    assertThat(pace.afterLearning(Duration.ZERO)).isEqualTo(Duration.ofMillis(20));
    assertThat(pace.afterLearning(Duration.ofSeconds(1))).isEqualTo(Duration.ofSeconds(30));
  }
}
