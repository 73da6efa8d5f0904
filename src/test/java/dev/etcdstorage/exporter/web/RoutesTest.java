package dev.etcdstorage.exporter.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.registry.PrometheusScrapeRequest;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutesTest {
  private final PrometheusRegistry registry = new PrometheusRegistry();

  RoutesTest() {
    Gauge.builder().name("db_size_bytes").help("Size.").register(registry).set(42);
    Gauge.builder().name("revision").help("Revision.").register(registry).set(7);
  }

  @Test
  void servesTextByDefault() throws Exception {
    try (TestServer server = metrics()) {
      HttpResponse<String> response = server.get("/metrics");
      assertThat(response.headers().firstValue("Content-Type").orElseThrow())
          .startsWith("text/plain; version=0.0.4");
      assertThat(response.body()).contains("db_size_bytes 42.0\n", "revision 7.0\n");
    }
  }

  @Test
  void servesOpenMetrics() throws Exception {
    try (TestServer server = metrics()) {
      HttpResponse<String> response =
          server.get("/metrics", "Accept", "application/openmetrics-text; version=1.0.0");
      assertThat(response.headers().firstValue("Content-Type").orElseThrow())
          .startsWith("application/openmetrics-text; version=1.0.0");
      assertThat(response.body()).contains("db_size_bytes 42.0\n").endsWith("# EOF\n");
    }
  }

  @Test
  void servesDelimitedProtobuf() throws Exception {
    try (TestServer server = metrics()) {
      HttpResponse<byte[]> response =
          server.bytes(
              "GET",
              "/metrics",
              "Accept",
              "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;"
                  + "encoding=delimited");
      assertThat(response.headers().firstValue("Content-Type").orElseThrow())
          .startsWith("application/vnd.google.protobuf");

      // Each family comes after its length; the first field of a family is its name.
      byte[] body = response.body();
      int length = body[0];
      assertThat(length).isPositive().isLessThan(body.length);
      assertThat(new String(body, 1, length, UTF_8)).contains("db_size_bytes");
      int next = body[length + 1];
      assertThat(body).hasSize(length + next + 2);
      assertThat(new String(body, length + 2, next, UTF_8)).contains("revision");
    }
  }

  @Test
  void servesOnlyNamesAskedFor() throws Exception {
    try (TestServer server = metrics()) {
      assertThat(server.get("/metrics?name%5B%5D=revision").body())
          .contains("revision 7.0")
          .doesNotContain("db_size");
    }
  }

  @Test
  void compressesOnRequest() throws Exception {
    try (TestServer server = metrics()) {
      HttpResponse<byte[]> get = server.bytes("GET", "/metrics", "Accept-Encoding", "gzip");
      HttpResponse<byte[]> head = server.bytes("HEAD", "/metrics", "Accept-Encoding", "gzip");

      assertThat(get.headers().firstValue("Content-Encoding")).contains("gzip");
      try (GZIPInputStream text = new GZIPInputStream(new ByteArrayInputStream(get.body()))) {
        assertThat(new String(text.readAllBytes(), UTF_8)).contains("db_size_bytes 42.0\n");
      }
      assertThat(head.statusCode()).isEqualTo(200);
      assertThat(head.headers().firstValue("Content-Encoding")).contains("gzip");
      assertThat(head.headers().firstValue("Content-Length"))
          .contains(String.valueOf(get.body().length));
      assertThat(head.body()).isEmpty();
    }
  }

  @Test
  void lengthOfHeadIsThatOfGet() throws Exception {
    try (TestServer server = metrics()) {
      int length = server.bytes("GET", "/metrics").body().length;
      assertThat(server.bytes("HEAD", "/metrics").headers().firstValue("Content-Length"))
          .contains(String.valueOf(length));
    }
  }

  @Test
  void showsScrapeTimeoutToCollectors() throws Exception {
    AtomicReference<String> seen = new AtomicReference<>("none");
    registry.register(
        new MultiCollector() {
          @Override
          public MetricSnapshots collect() {
            return new MetricSnapshots();
          }

          @Override
          public MetricSnapshots collect(PrometheusScrapeRequest request) {
            if (request
                instanceof io.prometheus.metrics.exporter.common.PrometheusHttpRequest http) {
              seen.set(String.valueOf(http.getHeader("X-Prometheus-Scrape-Timeout-Seconds")));
            }
            return collect();
          }
        });
    try (TestServer server = metrics()) {
      server.get("/metrics", "X-Prometheus-Scrape-Timeout-Seconds", "9.5");
      assertThat(seen.get()).isEqualTo("9.5");
    }
  }

  @Test
  void hidesWhyCollectorFailed() throws Exception {
    registry.register(
        new MultiCollector() {
          @Override
          public MetricSnapshots collect() {
            throw new IllegalStateException("secret detail");
          }
        });
    try (TestServer server = metrics()) {
      HttpResponse<String> response = server.get("/metrics");
      assertThat(response.statusCode()).isEqualTo(500);
      assertThat(response.headers().firstValue("Content-Type"))
          .contains("text/plain; charset=utf-8");
      assertThat(response.body())
          .isEqualTo("the exporter failed to make this page; its log says why\n");
      assertThat(server.get("/metrics", "Accept-Encoding", "gzip").headers().map())
          .doesNotContainKey("content-encoding");
    }
  }

  @Test
  void tellsHealthAndReadiness() throws Exception {
    boolean[] ready = {false};
    try (TestServer server = new TestServer(Routes.healthy(), Routes.ready(() -> ready[0]))) {
      assertThat(server.get("/-/healthy").body()).isEqualTo("etcd-storage-exporter is healthy.\n");
      assertThat(server.get("/-/ready").statusCode()).isEqualTo(503);
      ready[0] = true;
      assertThat(server.get("/-/ready").statusCode()).isEqualTo(200);
      assertThat(server.get("/-/ready").body()).isEqualTo("etcd-storage-exporter is ready.\n");
    }
  }

  @Test
  void reloadsAndSaysWhyNot() throws Exception {
    AtomicReference<Optional<String>> outcome = new AtomicReference<>(Optional.empty());
    try (TestServer server = new TestServer(Routes.reload(outcome::get))) {
      assertThat(server.send("POST", "/-/reload").statusCode()).isEqualTo(200);

      outcome.set(Optional.of("x.yaml:3: clusters: must be a list"));
      HttpResponse<String> failed = server.send("POST", "/-/reload");
      assertThat(failed.statusCode()).isEqualTo(500);
      assertThat(failed.body()).isEqualTo("failed to reload: x.yaml:3: clusters: must be a list\n");
    }
  }

  private static Route page() {
    return Routes.page(
        refreshes -> refreshes ? "<p>hello</p>" : "<p>still</p>", "'sha256-x'", () -> "hello\n");
  }

  @Test
  void pageMayLoadAndRunNothing() throws Exception {
    try (TestServer server = new TestServer(page())) {
      HttpResponse<String> response = server.get("/");
      assertThat(response.headers().firstValue("Content-Type"))
          .contains("text/html; charset=utf-8");
      assertThat(response.headers().firstValue("Content-Security-Policy"))
          .contains(
              "default-src 'none'; style-src 'sha256-x'; base-uri 'none'; form-action 'none';"
                  + " frame-ancestors 'none'");
      assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
      assertThat(response.headers().firstValue("Referrer-Policy")).contains("no-referrer");
      assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
      assertThat(response.body()).isEqualTo("<p>hello</p>");
    }
  }

  @Test
  void pageStandsStillWhenAskedTo() throws Exception {
    try (TestServer server = new TestServer(page())) {
      assertThat(server.get("/?refresh=off").body()).isEqualTo("<p>still</p>");
      assertThat(server.get("/?refresh=on").body()).isEqualTo("<p>hello</p>");
      assertThat(server.get("/?refresh=").body()).isEqualTo("<p>hello</p>");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          text/plain                                          | text/plain
          TEXT/Plain;q=0.5                                    | text/plain
          text/plain, text/html;q=0.9                         | text/plain
          text/html;q=0, text/*                               | text/plain
          text/plain, */*;q=0.1                               | text/plain
          */*                                                 | text/html
          text/*                                              | text/html
          application/json                                    | text/html
          text/html,application/xhtml+xml,*/*;q=0.8           | text/html
          text/plain;q=0.9, text/html                         | text/html
          text/plain;q=much                                   | text/html
          ,;,                                                 | text/html
          """)
  void pageComesInTheFormThatIsWantedMost(String accept, String type) throws Exception {
    try (TestServer server = new TestServer(page())) {
      HttpResponse<String> response = server.get("/", "Accept", accept);
      assertThat(response.headers().firstValue("Content-Type")).contains(type + "; charset=utf-8");
      assertThat(response.headers().firstValue("Vary")).contains("Accept");
      assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    }
  }

  @Test
  void statusIsJsonThatNoBrowserTakesForAPage() throws Exception {
    try (TestServer server = new TestServer(Routes.status(() -> "{}"))) {
      HttpResponse<String> response = server.get("/api/v1/status");
      assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
      assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
      assertThat(response.body()).isEqualTo("{}");
    }
  }

  private TestServer metrics() {
    return new TestServer(Routes.metrics("/metrics", registry));
  }
}
