package dev.etcdstorage.exporter.deploy;

import dev.etcdstorage.exporter.testkit.data.Manifest;
import dev.etcdstorage.exporter.testkit.real.Helm;
import dev.etcdstorage.exporter.testkit.util.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The chart's values.yaml, as the table that its README has.
 *
 * @param comments what stands above each value, by its path
 */
record ChartValues(Map<String, Object> values, Map<String, String> comments, Json schema) {
  private static final Path FILE = Helm.CHART.resolve("values.yaml");
  private static final Pattern KEY = Pattern.compile("( *)([A-Za-z_]+):.*");

  static ChartValues read() throws IOException {
    String text = Files.readString(FILE);
    return new ChartValues(
        Manifest.parse(text).get(0).fields(),
        comments(text),
        Json.parse(Files.readString(Helm.CHART.resolve("values.schema.json"))));
  }

  private static Map<String, String> comments(String text) {
    Map<String, String> comments = new HashMap<>();
    Deque<String> path = new ArrayDeque<>();
    List<String> said = new ArrayList<>();
    for (String line : text.lines().toList()) {
      Matcher key = KEY.matcher(line);
      if (line.strip().startsWith("# ")) {
        said.add(line.strip().substring(2));
      } else if (key.matches()) {
        while (path.size() > key.group(1).length() / 2) {
          path.removeLast();
        }
        path.addLast(key.group(2));
        comments.put(String.join(".", path), String.join(" ", said));
        said.clear();
      }
    }
    return comments;
  }

  /** One value that a user may set; of a section, its own. */
  record Row(String path, Object value, String meaning, boolean section) {}

  /** In the order of the file, a section before what is in it. */
  List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    append(rows, "", values, schema);
    return rows;
  }

  /** A section has its own fields in the schema; what is only of a kind is one value. */
  private void append(List<Row> rows, String prefix, Map<?, ?> fields, Json schema) {
    fields.forEach(
        (name, value) -> {
          String path = prefix + name;
          Json below = schema.at("properties").at(String.valueOf(name));
          boolean section = !below.at("properties").texts().isEmpty();
          rows.add(new Row(path, value, comments.getOrDefault(path, ""), section));
          if (section) {
            append(rows, path + ".", (Map<?, ?>) value, below);
          }
        });
  }
}
