package dev.etcdstorage.exporter.dashboards;

import dev.etcdstorage.exporter.rules.Rule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What the dashboards have to agree with: the shipped rules, and the values they compare with. */
final class AlertRules {
  private AlertRules() {}

  static Set<String> names() {
    return Rule.alerts(Rule.STORAGE).map(Rule::alert).collect(Collectors.toUnmodifiableSet());
  }

  /** The values of these names; times are seconds. */
  static List<Double> values(String... names) {
    Map<String, Double> values = new HashMap<>();
    read("rules/values")
        .lines()
        .filter(line -> line.matches("\\w+ +[0-9.]+[smhd]?"))
        .map(line -> line.split(" +", -1))
        .forEach(words -> values.put(words[0], number(words[1])));
    return List.of(names).stream().map(values::get).toList();
  }

  private static double number(String text) {
    boolean time = Character.isLetter(text.charAt(text.length() - 1));
    if (!time) {
      return Double.parseDouble(text);
    }
    boolean days = text.endsWith("d");
    return Duration.parse((days ? "P" : "PT") + text).toSeconds();
  }

  private static String read(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
