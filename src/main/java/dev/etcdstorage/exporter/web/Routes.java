package dev.etcdstorage.exporter.web;

import io.prometheus.metrics.exporter.common.PrometheusScrapeHandler;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/** The pages that every Prometheus exporter has. */
public final class Routes {
  /** The path of the status document. */
  public static final String STATUS = "/api/v1/status";

  /** The path of one of several clusters. */
  public static final String PROBE = "/probe";

  /** The path of the list of clusters for Prometheus. */
  public static final String TARGETS = "/api/v1/targets";

  private static final String SNIFF = "X-Content-Type-Options";
  private static final String NO_SNIFF = "nosniff";
  private static final String CACHE = "Cache-Control";

  private Routes() {}

  /**
   * A metrics page, made by the Prometheus library: text, OpenMetrics or protobuf by Accept, only
   * the families in {@code name[]} if given, gzip by Accept-Encoding. Collectors see the request,
   * its {@code X-Prometheus-Scrape-Timeout-Seconds} included.
   */
  public static Route metrics(String path, PrometheusRegistry registry) {
    PrometheusScrapeHandler library = new PrometheusScrapeHandler(registry);
    return Route.get(
        path,
        request -> {
          ScrapeExchange exchange = new ScrapeExchange(request);
          library.handleRequest(exchange);
          return exchange.response();
        });
  }

  /**
   * The metrics of one target of several, named in the query as {@code ?target=NAME}.
   *
   * @param targets the present ones
   */
  public static Route probe(PrometheusRegistry registry, Supplier<List<String>> targets) {
    Handler metrics = metrics(PROBE, registry).handler();
    return Route.get(
        PROBE,
        request -> {
          Optional<String> target = request.query("target");
          List<String> known = targets.get();
          if (target.isEmpty()) {
            return Response.text(
                400, "say which cluster: " + PROBE + "?target=NAME" + names(known));
          }
          // Anything else, an address above all, is nothing to connect to.
          return known.contains(target.get())
              ? metrics.handle(request)
              : Response.text(404, "no such cluster" + names(known));
        });
  }

  private static String names(List<String> known) {
    return known.isEmpty()
        ? "; the configuration names none"
        : "; the configuration names " + String.join(", ", known);
  }

  /**
   * The list of all targets, for Prometheus' HTTP service discovery.
   *
   * @param json makes it from the address at which the client reached this exporter
   */
  public static Route targets(Function<String, String> json) {
    return Route.get(
        TARGETS,
        request ->
            request
                .header("Host")
                .filter(host -> !host.isBlank())
                .map(host -> json(json.apply(host)))
                .orElseGet(() -> Response.text(400, "a Host header is missing")));
  }

  private static Response json(String json) {
    return Response.of(200, "application/json", json).with(SNIFF, NO_SNIFF).with(CACHE, "no-store");
  }

  /**
   * The page at {@code /}, as HTML or, on request, as plain text. It is of now and may show keys,
   * so it must not be cached.
   *
   * @param html makes the page; false if it should not refresh itself ({@code ?refresh=off})
   * @param styleSource the one style sheet in it, by its hash
   */
  public static Route page(
      Function<Boolean, String> html, String styleSource, Supplier<String> plain) {
    return Route.get(
        "/",
        request -> {
          Response response =
              AcceptHeader.prefersPlainText(request.headerValues("Accept"))
                  ? Response.of(200, "text/plain; charset=utf-8", plain.get()).with(SNIFF, NO_SNIFF)
                  : Response.html(html.apply(refreshes(request)), styleSource);
          return response.with("Vary", "Accept").with(CACHE, "no-store");
        });
  }

  private static boolean refreshes(Request request) {
    return !request.query("refresh").orElse("on").equals("off");
  }

  /** The same for scripts, as JSON. */
  public static Route status(Supplier<String> json) {
    return Route.get(STATUS, request -> json(json.get()));
  }

  /** Green as long as the process serves, whatever the state of etcd. */
  public static Route healthy() {
    return Route.get(
        "/-/healthy", request -> Response.text(200, "etcd-storage-exporter is healthy."));
  }

  /** 503 until the exporter is ready to be scraped. */
  public static Route ready(BooleanSupplier ready) {
    return Route.get(
        "/-/ready",
        request ->
            ready.getAsBoolean()
                ? Response.text(200, "etcd-storage-exporter is ready.")
                : Response.text(503, "etcd-storage-exporter is not ready."));
  }

  /**
   * Reads the configuration again.
   *
   * @param reload returns one line that says why it failed and may be shown to the client
   */
  public static Route reload(Callable<Optional<String>> reload) {
    return Route.post(
        "/-/reload",
        request ->
            reload
                .call()
                .map(error -> Response.text(500, "failed to reload: " + error))
                .orElseGet(() -> Response.text(200, "reloaded")));
  }
}
