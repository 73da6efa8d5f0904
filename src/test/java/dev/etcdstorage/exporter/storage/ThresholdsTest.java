package dev.etcdstorage.exporter.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.function.DoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThresholdsTest {
  private static final Thresholds D = Thresholds.DEFAULT;

  @Test
  void defaultsAreThoseOfTheAlerts() {
    assertThat(D).isEqualTo(new Thresholds(0.5, 0.8, 104_857_600, 0.1, 1.5, 8_589_934_592L));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -0.5, 50, Double.NaN})
  void fragmentationLiesBetweenNoneAndAll(double value) {
    refuses(
        "fragmentation",
        v ->
            new Thresholds(
                v, D.quotaUsage(), D.worthBytes(), D.worthQuotaRatio(), D.historyRatio(), 1),
        value);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1.01, -0.5, 80, Double.NaN})
  void quotaUsageIsAPartOfTheQuota(double value) {
    refuses("quotaUsage", v -> new Thresholds(0.5, v, 1, 0.1, 1, 1), value);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1.01, -0.5, 10, Double.NaN})
  void worthQuotaRatioIsAPartOfTheQuota(double value) {
    refuses("worthQuotaRatio", v -> new Thresholds(0.5, 0.8, 1, v, 1, 1), value);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, Double.NaN, Double.POSITIVE_INFINITY})
  void historyRatioIsAFiniteNumber(double value) {
    refuses("historyRatio", v -> new Thresholds(0.5, 0.8, 1, 0.1, v, 1), value);
  }

  @Test
  void sizesAreSizes() {
    refuses("worthBytes", v -> new Thresholds(0.5, 0.8, (long) v, 0.1, 1, 1), -1);
    refuses("quotaCeilingBytes", v -> new Thresholds(0.5, 0.8, 1, 0.1, 1, (long) v), 0);
  }

  @Test
  void boundsThemselvesAreAllowed() {
    assertThat(new Thresholds(0.01, 1, 0, 1, 0, 1).worthBytes()).isZero();
  }

  private static void refuses(String setting, DoubleFunction<Thresholds> make, double value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> make.apply(value))
        .withMessageStartingWith(setting + " must be ");
  }
}
