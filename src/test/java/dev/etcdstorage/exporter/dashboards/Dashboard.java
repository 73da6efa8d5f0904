package dev.etcdstorage.exporter.dashboards;

import dev.etcdstorage.exporter.testkit.util.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A dashboard as it is committed. */
record Dashboard(String file, String text, Json json) {
  private static final Path FOLDER = Path.of("dashboards");

  static List<Dashboard> all() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .filter(file -> file.toString().endsWith(".json"))
          .sorted()
          .map(Dashboard::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Dashboard read(Path file) {
    try {
      String text = Files.readString(file);
      return new Dashboard(file.getFileName().toString(), text, Json.parse(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** With the rows, which Grafana counts as panels. */
  List<Panel> panels() {
    return json.list("panels").stream().map(panel -> new Panel(file, panel)).toList();
  }

  List<Json> variables() {
    return json.at("templating").list("list");
  }

  @Override
  public String toString() {
    return file;
  }
}
