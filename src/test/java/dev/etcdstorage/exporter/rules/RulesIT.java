package dev.etcdstorage.exporter.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.Promtool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules, as the oldest and the newest promtool see them. */
class RulesIT {
  @TempDir private Path folder;

  static Stream<Promtool> promtools() {
    return Promtool.all().stream();
  }

  static Stream<Arguments> testFiles() {
    return promtools()
        .flatMap(promtool -> RuleTests.files().stream().map(f -> Arguments.of(promtool, f)));
  }

  @ParameterizedTest
  @MethodSource("promtools")
  void promtoolFindsNothingToComplainAbout(Promtool promtool) {
    for (Path file : Stream.of(Rule.STORAGE, Rule.NATIVE).toList()) {
      // When
      Promtool.Verdict verdict =
          promtool.run("", "check", "rules", "--lint=all", "--lint-fatal", file.toString());

      // Then
      assertThat(verdict.exitCode()).as(verdict.output()).isZero();
      assertThat(verdict.output()).contains(Rule.of(file).size() + " rules found");
    }
  }

  @ParameterizedTest
  @MethodSource("testFiles")
  void alertsFireWhenTheyShouldAndNotElse(Promtool promtool, Path file) {
    // When
    Promtool.Verdict verdict = promtool.run("", "test", "rules", file.toString());

    // Then
    assertThat(verdict.exitCode()).as(verdict.output()).isZero();
    assertThat(verdict.output()).contains("SUCCESS");
  }

  /** The one place for a threshold really moves the alert. */
  @Test
  void anAlertFollowsTheThresholdOfAUsersFile() throws Exception {
    // Given
    Path values = Files.writeString(folder.resolve("mine"), "quota_usage_warning 0.7\n");
    Path rules = folder.resolve("etcd-storage.rules.yaml");
    generate(rules, "--values", values.toString());
    Path test =
        Files.writeString(
            folder.resolve("mine.test.yaml"),
            """
            rule_files: [etcd-storage.rules.yaml]
            tests:
              - interval: 1m
                input_series:
                  - {series: 'etcd_storage_db_size_bytes{member="a"}', values: '75x20'}
                  - {series: 'etcd_storage_db_size_bytes{member="b"}', values: '65x20'}
                  - {series: 'etcd_storage_quota_bytes{member="a"}', values: '100x20'}
                  - {series: 'etcd_storage_quota_bytes{member="b"}', values: '100x20'}
                promql_expr_test:
                  - expr: ALERTS{alertname="EtcdDatabaseQuotaLowSpace",alertstate="firing"} * 1
                    eval_time: 10m
                    exp_samples:
                      - {labels: '{alertname="EtcdDatabaseQuotaLowSpace",alertstate="firing",member="a",severity="warning"}', value: 1}
            """);

    // When
    Promtool.Verdict verdict = Promtool.find().run("", "test", "rules", test.toString());

    // Then
    assertThat(verdict.exitCode()).as(verdict.output()).isZero();
  }

  @Test
  void rulesForAReplayAreRulesToo() throws Exception {
    for (String which : new String[] {"--native", "--faster"}) {
      // Given
      Path rules = folder.resolve("faster.rules.yaml");
      generate(
          rules,
          which.equals("--native")
              ? new String[] {which, "--faster", "120"}
              : new String[] {which, "9999"});

      // Then
      Promtool.Verdict verdict = Promtool.find().run("", "check", "rules", rules.toString());
      assertThat(verdict.exitCode()).as(verdict.output()).isZero();
    }
  }

  private static void generate(Path to, String... arguments)
      throws IOException, InterruptedException {
    int exitCode =
        new ProcessBuilder(
                Stream.concat(Stream.of("bash", "rules/generate"), Stream.of(arguments)).toList())
            .redirectOutput(to.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start()
            .waitFor();
    assertThat(exitCode).isZero();
  }
}
