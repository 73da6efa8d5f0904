package dev.etcdstorage.exporter.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.fake.FakeMetricsPage;
import dev.etcdstorage.exporter.testkit.real.RealPrometheus;
import dev.etcdstorage.exporter.testkit.util.Poll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The label {@code cluster}, as Thanos, Mimir and a federation put it on all series. One Prometheus
 * has the pages of two exporters, once with that label under one job, and once each under a job of
 * its own without.
 */
class ClusterLabelIT {
  private static final Path PAGE = Path.of("src/test/resources/golden/night.txt");
  private static final Pattern VALUE = Pattern.compile("(?m)^([a-z].*) ([0-9.Ee+-]+)$");

  /** Of the scrape itself, so no two scrapes give the same. */
  private static final Pattern OWN_TO_A_SCRAPE = Pattern.compile("\\bscrape_duration_seconds\\b");

  /** What the golden page leaves out. */
  private static final String JAVA =
      """
      jvm_gc_collection_seconds_sum{gc="G1"} 1.5
      jvm_memory_max_bytes{area="heap"} 2e8
      jvm_memory_used_bytes{area="heap"} 1e8
      jvm_threads_current 20
      process_cpu_seconds_total 30
      process_resident_memory_bytes 3e8
      process_start_time_seconds 1.7e9
      """;

  private static FakeMetricsPage eu;
  private static FakeMetricsPage us;
  private static RealPrometheus prometheus;
  private static double now;

  @BeforeAll
  static void bothAreScraped(@TempDir Path folder) throws Exception {
    String page = Files.readString(PAGE) + JAVA;
    eu = FakeMetricsPage.start(page);
    us = FakeMetricsPage.start(otherValues(page));
    // A look back at whole minutes would find the one that was scraped just before its turn.
    Poll.until(
        () -> "a minute with time left",
        Duration.ofSeconds(15),
        () -> Instant.now().getEpochSecond() % 60 < 50);
    prometheus = RealPrometheus.start(scraping(folder));
    Poll.until(
        () -> "ten scrapes of all four",
        Duration.ofSeconds(60),
        () ->
            prometheus.query("count_over_time(etcd_storage_exporter_build_info[1m]) >= 10").size()
                == 4);
    now = prometheus.query("vector(time())").get(0).value();
  }

  @AfterAll
  static void allIsStopped() {
    prometheus.close();
    us.close();
    eu.close();
  }

  @Test
  void oneThatIsChosenIsAllThatIsShown() {
    List<Answer> oneOfTwo = ask(chosen("eu", "labelled"));
    List<Answer> other = ask(chosen("us", "labelled"));

    assertThat(oneOfTwo).isEqualTo(ask(chosen(".*", "eu")));
    assertThat(other).isEqualTo(ask(chosen(".*", "us")));
    assertThat(oneOfTwo).filteredOn(answer -> !answer.values().isEmpty()).hasSizeGreaterThan(80);
    assertThat(oneOfTwo).isNotEqualTo(other);
  }

  @Test
  void allOfThemAreShownBesideEachOther() {
    assertThat(ask(chosen(".*", "labelled"))).isEqualTo(ask(chosen("(eu|us)", "labelled")));
    assertThat(
            prometheus.query(panel("etcd-storage-overview.json", "Quota use", "labelled")).stream()
                .map(series -> series.labels().get("cluster")))
        .contains("eu", "us");
  }

  @Test
  void nothingChangesWhereThereIsNoSuchLabel() {
    List<PanelQuery> with = chosen(".*", "eu");
    List<PanelQuery> without =
        with.stream()
            .map(
                query ->
                    query.asking(
                        query
                            .expression()
                            .replace("cluster=~\".*\", job", "job")
                            .replace("(cluster, job", "(job")))
            .toList();

    assertThat(without).noneMatch(query -> query.expression().matches("(?s).*[{(]cluster\\b.*"));
    assertThat(ask(with)).isEqualTo(ask(without));
  }

  private record Answer(String query, Map<String, String> values) {}

  private static List<Answer> ask(List<PanelQuery> queries) {
    return queries.stream().map(query -> new Answer(query.toString(), values(query))).toList();
  }

  /** By the labels but those in which the two ways to get the page differ. */
  private static Map<String, String> values(PanelQuery query) {
    return prometheus.queryRange(query.expression(), now, now, 1).stream()
        .collect(
            Collectors.toMap(
                series -> labels(series.at("metric").texts()),
                series -> rounded(series.list("values").get(0).items().get(1).asText()),
                (one, same) -> one + " and " + same,
                TreeMap::new));
  }

  private static String labels(Map<String, String> all) {
    Map<String, String> labels = new TreeMap<>(all);
    labels.keySet().removeAll(List.of("cluster", "job"));
    return labels.toString();
  }

  /** A sum of floats depends on its order. */
  private static String rounded(String value) {
    return value.matches(".*(Inf|NaN)") ? value : "%.9e".formatted(Double.parseDouble(value));
  }

  private static List<PanelQuery> chosen(String cluster, String job) {
    return DashboardQueries.all(
            new DashboardQueries.Variables(
                cluster,
                job,
                ".*",
                ".*",
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                Duration.ofMinutes(1)))
        .stream()
        .filter(query -> !OWN_TO_A_SCRAPE.matcher(query.expression()).find())
        .toList();
  }

  private static String panel(String dashboard, String title, String job) {
    return chosen(".*", job).stream()
        .filter(query -> query.dashboard().equals(dashboard) && query.panel().equals(title))
        .filter(query -> query.expression().startsWith("max without"))
        .findFirst()
        .orElseThrow()
        .expression();
  }

  /** Such that no minimum, maximum or sum over both is that of one. */
  private static String otherValues(String page) {
    return VALUE
        .matcher(page)
        .replaceAll(line -> "$1 " + (3 * Double.parseDouble(line.group(2)) + 1));
  }

  private static Path scraping(Path folder) throws IOException {
    String labelled =
        """
        global: {scrape_interval: 250ms}
        scrape_configs:
          - job_name: labelled
            static_configs:
              - {targets: ['%1$s'], labels: {cluster: eu}}
              - {targets: ['%2$s'], labels: {cluster: us}}
          - {job_name: eu, static_configs: [{targets: ['%1$s']}]}
          - {job_name: us, static_configs: [{targets: ['%2$s']}]}
        """;
    return Files.writeString(
        folder.resolve("prometheus.yml"), labelled.formatted(address(eu), address(us)));
  }

  private static String address(FakeMetricsPage page) {
    return page.url().replaceAll("http://|/metrics", "");
  }
}
