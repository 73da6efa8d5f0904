package dev.etcdstorage.exporter.config;

import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/**
 * A place in a YAML file. Every error has the form {@code file:line: key.path: what}.
 *
 * @param path of keys, empty for the whole file
 */
record YamlPlace(Path file, int line, String path) {
  static int line(Node node) {
    return node.getStartMark() == null ? 1 : node.getStartMark().getLine() + 1;
  }

  static String oneLine(@Nullable String text) {
    return text == null ? "unreadable" : text.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
  }

  YamlPlace at(Node node) {
    return new YamlPlace(file, line(node), path);
  }

  YamlPlace key(String key, int keyLine) {
    return new YamlPlace(file, keyLine, path.isEmpty() ? key : path + "." + key);
  }

  YamlPlace item(int index, Node node) {
    return new YamlPlace(file, line(node), path + "[" + index + "]");
  }

  ConfigException fail(@Nullable String what) {
    return new ConfigException(
        file + ":" + line + ": " + (path.isEmpty() ? "" : path + ": ") + oneLine(what));
  }

  /** Runs a parser; its error gets this place. */
  <T> T parse(Supplier<T> parser) {
    try {
      return parser.get();
    } catch (IllegalArgumentException e) {
      throw fail(e.getMessage());
    }
  }
}
