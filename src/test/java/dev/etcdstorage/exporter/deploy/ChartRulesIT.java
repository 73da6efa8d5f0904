package dev.etcdstorage.exporter.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.data.Manifest;
import dev.etcdstorage.exporter.testkit.real.Helm;
import dev.etcdstorage.exporter.testkit.real.Promtool;
import dev.etcdstorage.exporter.testkit.real.RuleGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** The chart's PrometheusRule: what rules/generate prints with the same thresholds. */
class ChartRulesIT {
  /** Another value for each, so that one that is not filled in would be seen. */
  private static final String MINE =
      """
      quota_usage_warning 0.6
      quota_usage_critical 0.75
      full_within_warning 8h
      full_within_critical 90m
      full_from 0.25
      fragmentation 0.4
      worth_bytes 1073741824
      worth_quota_ratio 0.05
      stalled_for 3h
      material_quota_ratio 0.2
      material_bytes 12345678901
      history_ratio 2.5
      storm_factor 5
      storm_floor 100
      storm_share 0.5
      scan_older_than 2h
      failed_for 2d
      refused_for 36h
      runbooks https://wiki.example.org/etcd
      """;

  @TempDir private Path folder;

  @Test
  void withoutThresholdsOfTheUsersItHasTheShippedRules() throws IOException {
    assertThat(spec("prometheusRule: {enabled: true}"))
        .isEqualTo(parsed(Files.readString(Path.of("rules/etcd-storage.rules.yaml"))));
  }

  @Test
  void withThresholdsOfTheUsersItHasWhatTheGeneratorPrintsWithThem() throws IOException {
    // Given
    Path values = Files.writeString(folder.resolve("mine"), MINE);
    String generated = RuleGenerator.run("--values", values.toString()).out();
    StringBuilder thresholds =
        new StringBuilder("prometheusRule:\n  enabled: true\n  thresholds:\n");
    MINE.lines()
        .forEach(
            line -> thresholds.append("    ").append(line.replaceFirst(" ", ": ")).append('\n'));

    // When
    Map<String, Object> spec = spec(thresholds.toString());

    // Then
    assertThat(names(MINE)).isEqualTo(names(Files.readString(Path.of("rules/values"))));
    assertThat(spec).isEqualTo(parsed(generated));

    // and both versions of promtool take them
    String rules = new Yaml().dump(spec);
    Path file = Files.writeString(folder.resolve("rules.yaml"), rules);
    assertThat(rules).doesNotContainPattern("@[a-z_:]+@");
    for (Promtool promtool : Promtool.all()) {
      Promtool.Verdict verdict = promtool.run("", "check", "rules", file.toString());
      assertThat(verdict.exitCode()).as(verdict.output()).isZero();
    }
  }

  private static List<String> names(String values) {
    return values
        .lines()
        .map(line -> line.replaceFirst("#.*", "").strip())
        .filter(line -> !line.isEmpty())
        .map(line -> line.split("\\s+", 2)[0])
        .toList();
  }

  private static Map<String, Object> spec(String values) {
    for (Manifest manifest : Helm.newest().template(Helm.RELEASE, "monitoring", values)) {
      if (manifest.kind().equals("PrometheusRule")) {
        Map<String, Object> spec = new TreeMap<>();
        ((Map<?, ?>) manifest.fields().getOrDefault("spec", Map.of()))
            .forEach((name, value) -> spec.put(String.valueOf(name), value));
        return spec;
      }
    }
    throw new AssertionError("No PrometheusRule");
  }

  private static Map<String, Object> parsed(String rules) {
    return Manifest.parse(rules).get(0).fields();
  }
}
