package dev.etcdstorage.exporter.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.data.CommittedFile;
import dev.etcdstorage.exporter.testkit.data.Installation;
import dev.etcdstorage.exporter.testkit.util.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What deploy/kubernetes/generate makes of rules/ and dashboards/. */
class GeneratedManifestsTest {
  private static final Path RULE = Installation.ROOT.resolve("monitoring/prometheusrule.yaml");
  private static final Path DASHBOARDS = Installation.ROOT.resolve("grafana/dashboards.yaml");

  /** An annotation of {@code kubectl apply} holds the whole object and may have this many bytes. */
  private static final int MOST_BYTES = 262_144;

  @TempDir private Path folder;

  private static Shell.Result generate(String arguments) {
    return Shell.strict("bash deploy/kubernetes/generate " + arguments, Map.of());
  }

  @Test
  void theCommittedFilesAreWhatItPrints() {
    CommittedFile.assertCurrent(RULE, generate("rules").output(), "kubernetes.write");
    CommittedFile.assertCurrent(DASHBOARDS, generate("dashboards").output(), "kubernetes.write");
  }

  @Test
  void thePrometheusRuleHasTheGroupsOfTheRuleFile() {
    Map<String, Object> rules =
        Installation.documents(Path.of("rules/etcd-storage.rules.yaml")).get(0);

    assertThat(Installation.documents(RULE))
        .singleElement()
        .satisfies(rule -> assertThat(rule.get("spec")).isEqualTo(rules));
  }

  @Test
  void aUsersThresholdGoesIntoThePrometheusRule() throws IOException {
    // Given
    Path values = Files.writeString(folder.resolve("mine"), "quota_usage_warning 0.6\n");

    // When
    Shell.Result said = generate("rules --values " + values);

    // Then
    assertThat(said.exitCode()).isZero();
    assertThat(said.output())
        .contains("          expr: member:etcd_storage_quota_usage:ratio > 0.6\n");
  }

  @Test
  void aWrongWordIsRefused() {
    assertThat(List.of(generate(""), generate("rulse"), generate("dashboards --native")))
        .allSatisfy(
            said -> {
              assertThat(said.exitCode()).isEqualTo(2);
              assertThat(said.output()).startsWith("deploy/kubernetes/generate: ").hasLineCount(1);
            });
    assertThat(generate("rules --vlaues x").exitCode()).isEqualTo(2);
  }

  @Test
  void everyDashboardIsAConfigMapToTheByteAndSmallEnoughToApply() throws IOException {
    // Given
    Map<String, String> files = new HashMap<>();
    try (Stream<Path> dashboards = Files.list(Path.of("dashboards"))) {
      for (Path file : dashboards.toList()) {
        files.put(file.getFileName().toString(), Files.readString(file));
      }
    }

    // When
    Map<Object, Object> data = new HashMap<>();
    for (Map<String, Object> configMap : Installation.documents(DASHBOARDS)) {
      assertThat(configMap.toString().length()).isLessThan(MOST_BYTES);
      data.putAll((Map<?, ?>) configMap.getOrDefault("data", Map.of()));
    }

    // Then
    assertThat(data).hasSize(3).isEqualTo(files);
  }
}
