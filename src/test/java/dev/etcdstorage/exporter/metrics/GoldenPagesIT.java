package dev.etcdstorage.exporter.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.real.Promtool;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GoldenPagesIT {
  @ParameterizedTest
  @EnumSource
  void promtoolHasNothingToSay(GoldenPage page) {
    assertThat(Promtool.find().checkMetrics(page.text())).isEqualTo(new Promtool.Verdict(0, ""));
  }
}
