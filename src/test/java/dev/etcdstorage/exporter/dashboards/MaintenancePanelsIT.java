package dev.etcdstorage.exporter.dashboards;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.fake.FakeMetricsPage;
import dev.etcdstorage.exporter.testkit.real.RealPrometheus;
import dev.etcdstorage.exporter.testkit.util.Poll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Panels that show what an exporter with maintenance did, or which of several shards are there, on
 * the page of one that has both. The replay of the incident asks all the other panels.
 */
class MaintenancePanelsIT {
  private static final Path MAINTAINED = Path.of("src/test/resources/golden/maintained.txt");
  private static final Path SHARD = Path.of("src/test/resources/golden/named-clusters.txt");
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir private Path folder;

  @Test
  void everyOneHasSomethingToShow() throws Exception {
    // Given
    List<PanelQuery> queries =
        DashboardQueries.all(
                DashboardQueries.Variables.everything(
                    Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofMinutes(1)))
            .stream()
            .filter(PanelQuery::needsASetting)
            .toList();
    assertThat(queries).hasSizeGreaterThan(8);

    try (FakeMetricsPage page = FakeMetricsPage.start(Files.readString(MAINTAINED) + shard());
        RealPrometheus prometheus = RealPrometheus.start(scraping(page))) {
      // Then, after a few scrapes, for some compare with what was before
      Poll.until(
          () -> "data for " + withoutData(prometheus, queries),
          SOON,
          () -> withoutData(prometheus, queries).isEmpty());
    }
  }

  private static String shard() throws IOException {
    return Files.readAllLines(SHARD).stream()
        .filter(line -> line.contains("etcd_storage_exporter_shard"))
        .collect(joining("\n", "", "\n"));
  }

  private static List<PanelQuery> withoutData(RealPrometheus prometheus, List<PanelQuery> queries) {
    return queries.stream()
        .filter(query -> prometheus.query(query.expression()).isEmpty())
        .toList();
  }

  private Path scraping(FakeMetricsPage page) throws Exception {
    return Files.writeString(
        folder.resolve("prometheus.yml"),
        """
        global: {scrape_interval: 250ms}
        scrape_configs:
          - job_name: etcd-storage-exporter
            static_configs:
              - targets: ['%s']
        """
            .formatted(page.url().replaceAll("http://|/metrics", "")));
  }
}
