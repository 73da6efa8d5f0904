package dev.etcdstorage.exporter.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/** An alert or a recorded series of a rule file, whichever name is not empty. */
public record Rule(
    String alert,
    String record,
    String expression,
    Map<String, String> labels,
    Map<String, String> annotations) {
  public static final Path STORAGE = Path.of("rules/etcd-storage.rules.yaml");
  public static final Path NATIVE = Path.of("rules/etcd-native.rules.yaml");

  /** Names of metrics, a recorded one with its colons; etcd_cluster is a label. */
  private static final Pattern METRIC =
      Pattern.compile("\\b(?:[a-z]+:)?etcd_(?!cluster\\b)[a-z0-9_]+(?::[a-z0-9]+)?");

  /** All rules of a file, in its order. */
  static List<Rule> of(Path file) {
    try {
      Map<String, List<Map<String, Object>>> content = new Yaml().load(Files.readString(file));
      return content.getOrDefault("groups", List.of()).stream()
          .flatMap(group -> ((List<?>) group.getOrDefault("rules", List.of())).stream())
          .map(rule -> of((Map<?, ?>) rule))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The alerts of a file. */
  public static Stream<Rule> alerts(Path file) {
    return of(file).stream().filter(rule -> !rule.alert().isEmpty());
  }

  private static Rule of(Map<?, ?> rule) {
    return new Rule(
        text(rule, "alert"),
        text(rule, "record"),
        text(rule, "expr"),
        texts(rule.get("labels")),
        texts(rule.get("annotations")));
  }

  private static String text(Map<?, ?> rule, String key) {
    return rule.containsKey(key) ? String.valueOf(rule.get(key)) : "";
  }

  private static Map<String, String> texts(@Nullable Object map) {
    Map<String, String> texts = new TreeMap<>();
    if (map instanceof Map<?, ?> entries) {
      entries.forEach((key, value) -> texts.put(String.valueOf(key), String.valueOf(value)));
    }
    return texts;
  }

  /** Everything that it asks for, in its annotations too. */
  Set<String> metrics() {
    Set<String> names = new TreeSet<>();
    Matcher matcher = METRIC.matcher(expression + " " + annotations.get("description"));
    while (matcher.find()) {
      names.add(matcher.group());
    }
    return names;
  }

  String severity() {
    return labels.getOrDefault("severity", "");
  }
}
