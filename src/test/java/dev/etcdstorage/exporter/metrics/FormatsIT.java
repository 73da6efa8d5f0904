package dev.etcdstorage.exporter.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.JvmFamilies;
import dev.etcdstorage.exporter.config.ListenAddress;
import dev.etcdstorage.exporter.config.WebSettings;
import dev.etcdstorage.exporter.testkit.real.PrometheusApi.Series;
import dev.etcdstorage.exporter.testkit.real.RealPrometheus;
import dev.etcdstorage.exporter.testkit.util.Http;
import dev.etcdstorage.exporter.testkit.util.Poll;
import dev.etcdstorage.exporter.web.Route;
import dev.etcdstorage.exporter.web.Routes;
import dev.etcdstorage.exporter.web.WebServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The pages in every format that Prometheus can ask for, scraped by a real one. promtool, which
 * reads the classic text only, looks at them in {@link GoldenPagesIT}.
 */
class FormatsIT {
  private static final String CLASSIC = "PrometheusText0.0.4";

  /** As Prometheus 3 names them in {@code scrape_protocols}. */
  private static final List<String> FORMATS =
      List.of(
          CLASSIC,
          "PrometheusText1.0.0",
          "OpenMetricsText0.0.1",
          "OpenMetricsText1.0.0",
          "PrometheusProto");

  /** Of the exporter's own runtime, with values that no two scrapes have in common. */
  private static final String RUNTIME = "/runtime";

  private static final Set<String> ANSWERED = new ConcurrentSkipListSet<>();

  private static WebServer pages;
  private static RealPrometheus prometheus;

  @BeforeAll
  static void allAreScraped(@TempDir Path folder) throws Exception {
    List<Route> routes = new ArrayList<>();
    for (GoldenPage page : GoldenPage.values()) {
      routes.add(page("/" + page.name(), page.registry()));
    }
    PrometheusRegistry runtime = new PrometheusRegistry();
    RuntimeMetrics.register(runtime, JvmFamilies.ALL);
    routes.add(page(RUNTIME, runtime));
    pages = WebServer.start(settings(), routes);
    prometheus = RealPrometheus.start(scraping(folder, routes));
    int targets = routes.size() * FORMATS.size();
    Poll.until(
        () -> "a scrape of each of " + targets,
        Duration.ofSeconds(60),
        () -> prometheus.query("up").size() == targets);
  }

  @AfterAll
  static void allIsStopped() {
    prometheus.close();
    pages.close();
  }

  @Test
  void prometheusTakesEachPageInEachFormat() {
    assertThat(prometheus.query("up == 0")).isEmpty();
    assertThat(prometheus.query("scrape_samples_scraped == 0")).isEmpty();
  }

  @Test
  void eachFormatIsTheOneThatWasAskedFor() {
    assertThat(ANSWERED)
        .anyMatch(type -> type.startsWith("text/plain; version=0.0.4"))
        .anyMatch(type -> type.startsWith("application/openmetrics-text; version=1.0.0"))
        .anyMatch(type -> type.startsWith("application/vnd.google.protobuf"))
        .hasSize(3);
  }

  @Test
  void prometheusCountsNothingWrong() throws IOException {
    List<String> counters =
        Http.get(prometheus.url() + "/metrics")
            .body()
            .lines()
            .filter(line -> line.matches("prometheus_target_scrapes_\\w+_total .*"))
            .toList();

    assertThat(counters).hasSizeGreaterThan(4).allMatch(line -> line.endsWith(" 0"));
    assertThat(prometheus.log()).doesNotContain("level=WARN", "level=ERROR");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PrometheusText1.0.0",
        "OpenMetricsText0.0.1",
        "OpenMetricsText1.0.0",
        "PrometheusProto"
      })
  void eachFormatSaysTheSame(String format) {
    Map<String, Double> classic = scraped(CLASSIC, "page!=\"" + RUNTIME + "\"");

    assertThat(classic).hasSizeGreaterThan(1_000);
    assertThat(scraped(format, "page!=\"" + RUNTIME + "\"")).isEqualTo(classic);
    assertThat(scraped(format, "page=\"" + RUNTIME + "\"").keySet())
        .isEqualTo(scraped(CLASSIC, "page=\"" + RUNTIME + "\"").keySet());
  }

  /**
   * By all labels but the job, which is the format; without what is there only after a collection.
   */
  private static Map<String, Double> scraped(String format, String page) {
    return prometheus
        .query(
            "{job=\"%s\", %s, __name__!~\"up|scrape_.*|jvm_memory_pool_allocated.*\"}"
                .formatted(format, page))
        .stream()
        .collect(Collectors.toMap(FormatsIT::labels, Series::value));
  }

  private static String labels(Series series) {
    Map<String, String> labels = new TreeMap<>(series.labels());
    labels.remove("job");
    return labels.toString();
  }

  private static Route page(String path, PrometheusRegistry registry) {
    Route route = Routes.metrics(path, registry);
    return Route.get(
        path,
        request -> {
          var response = route.handler().handle(request);
          ANSWERED.add(String.valueOf(response.headers().get("Content-Type")));
          return response;
        });
  }

  private static WebSettings settings() {
    return new WebSettings(
        List.of(new ListenAddress("127.0.0.1", 0)),
        "/metrics",
        Optional.empty(),
        JvmFamilies.BASIC);
  }

  private static Path scraping(Path folder, List<Route> routes) throws IOException {
    String targets =
        routes.stream()
            .map(
                route ->
                    "      - {targets: ['127.0.0.1:%d'], labels: {page: '%2$s', __metrics_path__: '%2$s'}}"
                        .formatted(pages.addresses().get(0).getPort(), route.path()))
            .collect(Collectors.joining("\n"));
    Stream<String> jobs =
        FORMATS.stream()
            .map(
                format ->
                    """
                      - job_name: %1$s
                        scrape_protocols: [%1$s]
                        static_configs:
                    """
                            .formatted(format)
                        + targets
                        + "\n");
    return Files.writeString(
        folder.resolve("prometheus.yml"),
        "global: {scrape_interval: 2s}\nscrape_configs:\n" + jobs.collect(Collectors.joining()));
  }
}
