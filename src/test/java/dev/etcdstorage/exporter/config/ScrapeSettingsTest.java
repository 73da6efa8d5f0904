package dev.etcdstorage.exporter.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScrapeSettingsTest {
  private static final Duration SHORTEST = Duration.ofMillis(100);

  @Test
  void defaultsAreFiveSecondsLessHalfAOne() {
    assertThat(ScrapeSettings.DEFAULT)
        .isEqualTo(new ScrapeSettings(Duration.ofSeconds(5), Duration.ofMillis(500)));
  }

  @ParameterizedTest
  @CsvSource({
    "10, PT5S", // the scraper allows more than one member may take
    "5.5, PT5S",
    "5, PT4.5S",
    "3, PT2.5S",
    "0.6, PT0.1S",
    "0.1, PT0.1S"
  })
  void budgetIsTheScrapersLimitLessTheOffsetUpToTheTimeout(double limit, Duration expected) {
    assertThat(ScrapeSettings.DEFAULT.budget(limit)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void budgetIsTheTimeoutWhereTheScraperNamesNoLimit(double limit) {
    assertThat(ScrapeSettings.DEFAULT.budget(limit)).isEqualTo(Duration.ofSeconds(5));
  }

  @Property
  void budgetStaysWithinItsBounds(
      @ForAll @IntRange(min = 100, max = 120_000) int timeoutMillis,
      @ForAll @IntRange(max = 60_000) int offsetMillis,
      @ForAll @DoubleRange(min = 0.01, max = 200) double limitSeconds) {
    Duration timeout = Duration.ofMillis(timeoutMillis);
    Duration offset = Duration.ofMillis(offsetMillis);

    Duration budget = new ScrapeSettings(timeout, offset).budget(limitSeconds);

    assertThat(budget).isBetween(SHORTEST, timeout);
    Duration limit = Duration.ofMillis(Math.round(limitSeconds * 1e3)).minus(offset);
    if (budget.compareTo(SHORTEST) > 0) {
      assertThat(budget).isLessThanOrEqualTo(limit);
    }
    if (limit.compareTo(timeout) >= 0) {
      assertThat(budget).isEqualTo(timeout);
    }
  }

  @Property
  void anyNumberThatAScraperSendsGivesAUsableBudget(@ForAll double limitSeconds) {
    assertThat(ScrapeSettings.DEFAULT.budget(limitSeconds))
        .isBetween(SHORTEST, ScrapeSettings.DEFAULT.timeout());
  }

  @ParameterizedTest
  @CsvSource({"PT0.099S, PT0S", "PT2M0.001S, PT0S", "PT5S, PT-0.001S", "PT5S, PT1M0.001S"})
  void refusesWhatLeavesNoUsefulTime(Duration timeout, Duration offset) {
    assertThatThrownBy(() -> new ScrapeSettings(timeout, offset))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be between");
  }
}
