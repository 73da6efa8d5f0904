package dev.etcdstorage.exporter.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/**
 * What promtool's test files assert of a rule file.
 *
 * @param firing {@code alert/severity} that a case expects to fire, with the text of its
 *     annotations
 * @param silent alerts that a case expects never to fire in its whole time
 */
record RuleTests(Set<String> firing, Set<String> silent) {
  private static final Path FOLDER = Path.of("rules/tests");

  static List<Path> files() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".test.yaml")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All cases of the files that test this one. */
  static RuleTests of(Path ruleFile) {
    RuleTests all = new RuleTests(new HashSet<>(), new HashSet<>());
    for (Path file : files()) {
      try {
        Map<String, List<Object>> content = new Yaml().load(Files.readString(file));
        if (list(content, "rule_files").contains("../" + ruleFile.getFileName())) {
          list(content, "tests").forEach(test -> all.add((Map<?, ?>) test));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return all;
  }

  private void add(Map<?, ?> test) {
    for (Object one : list(test, "alert_rule_test")) {
      Map<?, ?> assertion = (Map<?, ?>) one;
      for (Object alert : list(assertion, "exp_alerts")) {
        Object severity = ((Map<?, ?>) nonNull((Map<?, ?>) alert, "exp_labels")).get("severity");
        nonNull((Map<?, ?>) nonNull((Map<?, ?>) alert, "exp_annotations"), "description");
        firing.add(assertion.get("alertname") + "/" + severity);
      }
    }
    for (Object one : list(test, "promql_expr_test")) {
      Map<?, ?> assertion = (Map<?, ?>) one;
      String expression = String.valueOf(assertion.get("expr"));
      if (expression.startsWith("count_over_time(ALERTS{alertname=\"")
          && list(assertion, "exp_samples").isEmpty()) {
        silent.add(expression.split("\"", 3)[1]);
      }
    }
  }

  private static Object nonNull(Map<?, ?> map, String key) {
    Object value = map.get(key);
    if (value == null) {
      throw new AssertionError("A test expects an alert without " + key + ": " + map);
    }
    return value;
  }

  private static List<?> list(Map<?, ?> map, String key) {
    return map.get(key) instanceof List<?> found ? found : List.of();
  }
}
