package dev.etcdstorage.exporter.testkit.real;

import dev.etcdstorage.exporter.testkit.util.Json;
import dev.etcdstorage.exporter.testkit.util.ToolsDir;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A native Prometheus on loopback, with its data in a temporary folder. */
public final class RealPrometheus implements AutoCloseable {
  private final LoopbackServer server;
  private final PrometheusApi api;

  private RealPrometheus(LoopbackServer server) {
    this.server = server;
    this.api = new PrometheusApi(server::get);
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
  public List<PrometheusApi.Series> query(String expression) {
    return api.query(expression);
  }

  /** The series of a query over a range of seconds since the epoch. */
  public List<Json> queryRange(String expression, double from, double to, double step) {
    return api.queryRange(expression, from, to, step);
  }

  /** Pending and firing. */
  public List<PrometheusApi.Alert> alerts() {
    return api.alerts();
  }

  /** The rules of all groups, as its API tells them: health, lastError, and so on. */
  public List<Json> rules() {
    return api.rules();
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
