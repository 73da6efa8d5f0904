package dev.etcdstorage.exporter.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.Yaml;

/**
 * A file of tests with a rule file of its own: the rules that its cases ask about and those that
 * they are made of. promtool evaluates every rule at every step, whoever asks for it, and a file
 * asks about one alert of twenty.
 */
final class AskedRules {
  private AskedRules() {}

  /** Writes both into the folder; returns the file of tests. */
  static Path write(Path tests, Path folder) throws IOException {
    Map<String, Object> content = new Yaml().load(Files.readString(tests));
    List<Object> files = new ArrayList<>();
    for (Object named : list(content, "rule_files")) {
      Path rules = tests.resolveSibling(String.valueOf(named)).normalize();
      Path asked = folder.resolve("asked-" + rules.getFileName());
      Files.writeString(asked, new Yaml().dump(askedIn(String.valueOf(content), rules)));
      files.add(asked.toString());
    }
    Map<String, Object> own = new LinkedHashMap<>(content);
    own.put("rule_files", files);
    return Files.writeString(folder.resolve(tests.getFileName()), new Yaml().dump(own));
  }

  /** The rule file with the rules that the text names, in its order. */
  private static Map<String, Object> askedIn(String text, Path rules) throws IOException {
    Map<String, Object> content = new Yaml().load(Files.readString(rules));
    Set<Object> asked = asked(text, content);
    List<Object> groups = new ArrayList<>();
    for (Object each : list(content, "groups")) {
      Map<Object, Object> group = new LinkedHashMap<>((Map<?, ?>) each);
      group.put("rules", list(group, "rules").stream().filter(asked::contains).toList());
      if (!list(group, "rules").isEmpty()) {
        groups.add(group);
      }
    }
    return Map.of("groups", groups);
  }

  /** By name, and what those are made of, and so on. */
  private static Set<Object> asked(String text, Map<String, Object> content) {
    List<Object> all =
        list(content, "groups").stream()
            .flatMap(group -> list((Map<?, ?>) group, "rules").stream())
            .toList();
    Set<Object> asked = new LinkedHashSet<>();
    Deque<String> texts = new ArrayDeque<>(List.of(text));
    while (!texts.isEmpty()) {
      String next = texts.remove();
      for (Object rule : all) {
        if (next.contains(name((Map<?, ?>) rule)) && asked.add(rule)) {
          texts.add(String.valueOf(rule));
        }
      }
    }
    return asked;
  }

  private static String name(Map<?, ?> rule) {
    Object record = rule.get("record");
    return String.valueOf(record != null ? record : rule.get("alert"));
  }

  private static List<Object> list(Map<?, ?> map, String key) {
    return map.get(key) instanceof List<?> list ? List.copyOf(list) : List.of();
  }
}
