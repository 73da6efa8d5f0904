package dev.etcdstorage.exporter.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Behind our own server the metrics page is what the Prometheus library's server makes of the same
 * registry: ADR 6 says why that server is not the one that ships.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SameAsLibraryServerTest {
  private static final List<String> FORMATS =
      List.of(
          "",
          "text/plain;version=0.0.4",
          "application/openmetrics-text;version=1.0.0,text/plain;q=0.5",
          "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;"
              + "encoding=delimited");
  private static final List<String> QUERIES =
      List.of("", "?name%5B%5D=db_size_bytes", "?name%5B%5D=writes_total&name%5B%5D=no_such");

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final HttpClient client = HttpClient.newHttpClient();
  private TestServer ours;
  private HTTPServer library;

  /** What was asked. */
  record Asked(String accept, String encoding, String query) {}

  @BeforeAll
  void start() throws Exception {
    Gauge sizes =
        Gauge.builder()
            .name("db_size_bytes")
            .help("Size \\ of\nit.")
            .labelNames("member")
            .register(registry);
    sizes.labelValues("étcd \"1\"").set(42);
    sizes.labelValues("etcd-2").set(Double.NaN);
    Counter.builder().name("writes_total").help("Writes.").register(registry).inc(7);
    Info.builder()
        .name("build_info")
        .help("Build.")
        .labelNames("version")
        .register(registry)
        .addLabelValues("1");
    ours = new TestServer(Routes.metrics("/metrics", registry));
    library = HTTPServer.builder().hostname("127.0.0.1").port(0).registry(registry).buildAndStart();
  }

  @AfterAll
  void end() {
    library.close();
    ours.close();
  }

  static Stream<Asked> asked() {
    return FORMATS.stream()
        .flatMap(
            accept ->
                Stream.of("identity", "gzip")
                    .flatMap(
                        encoding ->
                            QUERIES.stream().map(query -> new Asked(accept, encoding, query))));
  }

  @ParameterizedTest
  @MethodSource("asked")
  void pageIsTheLibrarys(Asked asked) throws Exception {
    // When
    HttpResponse<byte[]> its = get(library.getPort(), asked);
    HttpResponse<byte[]> own = get(ours.port(), asked);

    // Then
    assertThat(own.statusCode()).isEqualTo(its.statusCode()).isEqualTo(200);
    assertThat(header(own, "Content-Type")).isEqualTo(header(its, "Content-Type")).isPresent();
    assertThat(header(own, "Content-Encoding")).isEqualTo(header(its, "Content-Encoding"));
    assertThat(own.body()).isEqualTo(its.body()).isNotEmpty();
  }

  private HttpResponse<byte[]> get(int port, Asked asked) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics" + asked.query()))
            .header("Accept-Encoding", asked.encoding());
    if (!asked.accept().isEmpty()) {
      request.header("Accept", asked.accept());
    }
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static Optional<String> header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name);
  }
}
