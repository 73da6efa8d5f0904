package dev.etcdstorage.exporter.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A native Prometheus on loopback, with its data in a temporary folder. */
public final class RealPrometheus implements AutoCloseable {
  private final LoopbackServer server;

  private RealPrometheus(LoopbackServer server) {
    this.server = server;
  }

  /** One series of an answer, with its last value. */
  public record Series(Map<String, String> labels, double value) {}

  /** An alert of its rules; the state is {@code pending} or {@code firing}. */
  public record Alert(Map<String, String> labels, Map<String, String> annotations, String state) {
    public String name() {
      return labels.getOrDefault("alertname", "");
    }

    public boolean firing() {
      return state.equals("firing");
    }
  }

  /** The newest in {@code tools.dir}, else the one on the PATH; fails when there is none. */
  public static Path program() {
    return ToolsDir.newest("prometheus", "prometheus")
        .orElseThrow(() -> ToolsDir.missing("prometheus"));
  }

  /** The newest, ready for queries. */
  public static RealPrometheus start(Path config, String... flags) {
    return start(program(), config, flags);
  }

  /** This program, ready for queries. */
  public static RealPrometheus start(Path program, Path config, String... flags) {
    return new RealPrometheus(
        LoopbackServer.start(
            "prometheus",
            "Server is ready to receive web requests",
            (folder, address) -> {
              List<String> command = new ArrayList<>();
              command.add(program.toString());
              command.add("--config.file=" + config.toAbsolutePath());
              command.add("--storage.tsdb.path=" + folder.resolve("data"));
              command.add("--web.listen-address=" + address);
              command.addAll(List.of(flags));
              return command;
            }));
  }

  public String url() {
    return server.url();
  }

  /** What an instant query gives. */
  public List<Series> query(String expression) {
    return server
        .get("/api/v1/query?query=" + encoded(expression))
        .at("data")
        .list("result")
        .stream()
        .map(
            series ->
                new Series(
                    series.at("metric").texts(),
                    Double.parseDouble(
                        // As Go writes it, and as Java reads it.
                        series.list("value").get(1).asText().replace("Inf", "Infinity"))))
        .toList();
  }

  /** The series of a query over a range of seconds since the epoch. */
  public List<Json> queryRange(String expression, double from, double to, double step) {
    return server
        .get(
            "/api/v1/query_range?query="
                + encoded(expression)
                + "&start="
                + from
                + "&end="
                + to
                + "&step="
                + step)
        .at("data")
        .list("result");
  }

  /** Pending and firing. */
  public List<Alert> alerts() {
    return server.get("/api/v1/alerts").at("data").list("alerts").stream()
        .map(
            alert ->
                new Alert(
                    alert.at("labels").texts(),
                    alert.at("annotations").texts(),
                    alert.text("state")))
        .toList();
  }

  /** The rules of all groups, as its API tells them: health, lastError, and so on. */
  public List<Json> rules() {
    return server.get("/api/v1/rules").at("data").list("groups").stream()
        .flatMap(group -> group.list("rules").stream())
        .toList();
  }

  /** All that it said so far. */
  public String log() {
    return server.log();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  @Override
  public void close() {
    server.close();
  }
}
