package dev.etcdstorage.exporter.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.real.Promtool;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DashboardQueriesIT {
  static List<PanelQuery> queries() {
    return DashboardQueries.all(
        DashboardQueries.Variables.everything(
            Duration.ofMinutes(2), Duration.ofSeconds(30), Duration.ofHours(6)));
  }

  @ParameterizedTest
  @MethodSource("queries")
  void promtoolTakesEveryQuery(PanelQuery query) {
    Promtool.Verdict verdict =
        Promtool.find().run("", "--experimental", "promql", "format", query.expression());

    assertThat(verdict.exitCode()).as("%s", verdict.output()).isZero();
  }
}
