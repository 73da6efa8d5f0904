package dev.etcdstorage.exporter.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.data.ShippedConfig;
import dev.etcdstorage.exporter.testkit.real.Promtool;
import dev.etcdstorage.exporter.testkit.util.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Prometheus' configurations, by every promtool at hand. */
class PrometheusConfigIT {
  private static final List<Path> CONFIGS =
      List.of(ShippedConfig.PROMETHEUS, ShippedConfig.KUBERNETES, ShippedConfig.MANY_CLUSTERS);

  /** Debian builds version 2.42 without the discovery of Kubernetes. */
  static Stream<Arguments> everyPromtoolAndConfig() {
    return Stream.concat(
        Promtool.all().stream()
            .flatMap(
                promtool ->
                    Stream.of(
                            ShippedConfig.PROMETHEUS,
                            ShippedConfig.COMPOSE,
                            ShippedConfig.MANY_CLUSTERS)
                        .map(config -> Arguments.of(promtool, config))),
        Stream.of(Arguments.of(Promtool.find(), ShippedConfig.KUBERNETES)));
  }

  static List<Promtool> everyPromtool() {
    return Promtool.all();
  }

  static List<Path> configs() {
    return CONFIGS;
  }

  @ParameterizedTest
  @MethodSource("everyPromtoolAndConfig")
  void configAndItsRuleFilesAreSound(Promtool promtool, Path config) {
    Promtool.Verdict verdict = promtool.run("", "check", "config", config.toString());

    assertThat(verdict.exitCode()).as(verdict.output()).isZero();
    assertThat(verdict.output()).contains("2 rule files found");
  }

  @ParameterizedTest
  @MethodSource("everyPromtool")
  void watchdogIsARuleWithoutLint(Promtool promtool) {
    Promtool.Verdict verdict =
        promtool.run(
            "", "check", "rules", "--lint=all", "--lint-fatal", ShippedConfig.WATCHDOG.toString());

    assertThat(verdict.exitCode()).as(verdict.output()).isZero();
  }

  /** The oldest and the newest that users have: a rule must be loaded by both. */
  @Test
  void promtoolsOfTwoMajorVersionsWereAsked() {
    assertThat(Promtool.all())
        .extracting(promtool -> promtool.run("", "--version").output())
        .anyMatch(version -> version.contains("version 2."))
        .anyMatch(version -> version.contains("version 3."));
  }

  @ParameterizedTest
  @MethodSource("configs")
  void oneOfTheTwoRuleFilesIsLoadedAndTheWatchdog(Path config) throws IOException {
    assertThat(read(config).list("rule_files"))
        .extracting(Json::asText)
        .containsExactly("../../rules/etcd-storage.rules.yaml", "watchdog.rules.yaml");
  }

  @ParameterizedTest
  @MethodSource("configs")
  void theLabelOfAReplicaThatIsSetIsDropped(Path config) throws IOException {
    Json read = read(config);

    assertThat(read.at("global").at("external_labels").texts())
        .containsOnlyKeys("cluster", "prometheus_replica");
    assertThat(read.at("alerting").list("alert_relabel_configs"))
        .singleElement()
        .satisfies(
            drop ->
                assertThat(drop.texts())
                    .containsOnly(
                        Map.entry("regex", "prometheus_replica"),
                        Map.entry("action", "labeldrop")));
  }

  private static Json read(Path config) throws IOException {
    return Json.parse(Files.readString(config));
  }
}
