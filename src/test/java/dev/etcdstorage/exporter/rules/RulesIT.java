package dev.etcdstorage.exporter.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.real.Promtool;
import dev.etcdstorage.exporter.testkit.real.RuleGenerator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules, as the oldest and the newest promtool see them. */
class RulesIT {
  @TempDir private Path folder;

  static Stream<Promtool> promtools() {
    return Promtool.all().stream();
  }

  /** One run of a file of tests; promtool uses one core, so that as many run as there are. */
  private record TestRun(Promtool promtool, Path file, Future<Promtool.Verdict> verdict) {
    @Override
    public String toString() {
      return promtool + ", " + file.getFileName();
    }
  }

  @TempDir private static Path askedRules;

  private static final ExecutorService CORES =
      Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());

  @AfterAll
  static void stop() {
    CORES.shutdownNow();
  }

  /** With those rules that a file asks about; see AskedRules. */
  static List<TestRun> testRuns() {
    return promtools()
        .flatMap(promtool -> RuleTests.files().stream().map(file -> begin(promtool, file)))
        .toList();
  }

  private static TestRun begin(Promtool promtool, Path file) {
    return new TestRun(
        promtool,
        file,
        CORES.submit(
            () -> {
              Path folder = Files.createTempDirectory(askedRules, "rules");
              Path tests = AskedRules.write(file, folder);
              return promtool.run("", "test", "rules", tests.toString());
            }));
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
  @MethodSource("testRuns")
  void alertsFireWhenTheyShouldAndNotElse(TestRun run) throws Exception {
    // When
    Promtool.Verdict verdict = run.verdict().get();

    // Then
    assertThat(verdict.exitCode()).as(verdict.output()).isZero();
    assertThat(verdict.output()).contains("SUCCESS");
  }

  /** As a user runs them: with all rules, of which none may fail on what another is asked about. */
  @ParameterizedTest
  @ValueSource(strings = {"EtcdDatabaseQuotaLowSpace", "native-EtcdDatabaseQuotaLowSpace"})
  void testsRunAsTheyLieThereToo(String name) {
    // When
    Promtool.Verdict verdict =
        Promtool.find().run("", "test", "rules", "rules/tests/" + name + ".test.yaml");

    // Then
    assertThat(verdict.exitCode()).as(verdict.output()).isZero();
    assertThat(verdict.output()).contains("SUCCESS");
  }

  /** The one place for a threshold really moves the alert. */
  @Test
  void anAlertFollowsTheThresholdOfAUsersFile() throws Exception {
    // Given
    Path values = Files.writeString(folder.resolve("mine"), "quota_usage_warning 0.7\n");
    RuleGenerator.into(folder.resolve("etcd-storage.rules.yaml"), "--values", values.toString());
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

  @ParameterizedTest
  @ValueSource(strings = {"--faster 120", "--faster 9999", "--native --faster 120"})
  void rulesForAReplayAreRulesToo(String flags) {
    // Given
    Path rules = folder.resolve("faster.rules.yaml");
    RuleGenerator.into(rules, flags.split(" ", -1));

    // Then
    Promtool.Verdict verdict = Promtool.find().run("", "check", "rules", rules.toString());
    assertThat(verdict.exitCode()).as(verdict.output()).isZero();
  }

  /** The figures in docs/alerts.md. */
  @Test
  void theDocsAreRightAboutTheAlertsOfTheWriteUp() {
    // When
    Promtool.Verdict verdict =
        Promtool.find()
            .run("", "test", "rules", "src/test/resources/comparison/write-up.test.yaml");

    // Then
    assertThat(verdict.exitCode()).as(verdict.output()).isZero();
    assertThat(verdict.output()).contains("SUCCESS");
  }
}
