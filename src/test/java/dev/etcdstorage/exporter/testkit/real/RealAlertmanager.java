package dev.etcdstorage.exporter.testkit.real;

import dev.etcdstorage.exporter.testkit.util.ToolsDir;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A native Alertmanager on loopback, which looks for no others. */
public final class RealAlertmanager implements AutoCloseable {
  private final LoopbackServer server;

  private RealAlertmanager(LoopbackServer server) {
    this.server = server;
  }

  /** An alert that it knows. */
  public record Alert(Map<String, String> labels, boolean inhibited) {}

  /** The newest in {@code tools.dir}, else the one on the PATH; fails when there is none. */
  public static Path program() {
    return ToolsDir.newest("prometheus-alertmanager", "prometheus-alertmanager")
        .orElseThrow(() -> ToolsDir.missing("prometheus-alertmanager"));
  }

  /** The newest, ready for alerts. */
  public static RealAlertmanager start(Path config) {
    return start(program(), config);
  }

  /** This program, ready for alerts. */
  public static RealAlertmanager start(Path program, Path config) {
    return new RealAlertmanager(
        LoopbackServer.start(
            "alertmanager",
            "Listening on",
            (folder, address) ->
                List.of(
                    AlertmanagerCopy.in(folder, program).toString(),
                    "--config.file=" + config.toAbsolutePath(),
                    "--storage.path=" + folder.resolve("data"),
                    "--web.listen-address=" + address,
                    "--cluster.listen-address=")));
  }

  public String url() {
    return server.url();
  }

  /** {@code host:port}, as Prometheus names it. */
  public String address() {
    return server.url().substring("http://".length());
  }

  /** Raises alerts with these labels, as Prometheus does. */
  public void raise(List<Map<String, String>> alerts) {
    String body =
        alerts.stream()
            .map(labels -> "{\"labels\":" + json(labels) + "}")
            .collect(Collectors.joining(",", "[", "]"));
    server.post("/api/v2/alerts", "application/json", body);
  }

  private static String json(Map<String, String> labels) {
    List<String> pairs = new ArrayList<>();
    labels.forEach((name, value) -> pairs.add(quoted(name) + ":" + quoted(value)));
    return "{" + String.join(",", pairs) + "}";
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  /** All that have not ended. */
  public List<Alert> alerts() {
    return server.get("/api/v2/alerts").items().stream()
        .map(
            alert ->
                new Alert(
                    alert.at("labels").texts(), !alert.at("status").list("inhibitedBy").isEmpty()))
        .toList();
  }

  /** All that it said so far. */
  public String log() {
    return server.log();
  }

  @Override
  public void close() {
    server.close();
  }
}
