package dev.etcdstorage.exporter.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.data.ShippedConfig;
import dev.etcdstorage.exporter.testkit.real.Amtool;
import dev.etcdstorage.exporter.testkit.util.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Where Alertmanager sends what, by amtool. */
class RoutesIT {
  private static final Path RULES = Path.of("rules");

  private static Amtool.Verdict amtool(String... arguments) {
    return Amtool.find().run(arguments);
  }

  @Test
  void amtoolFindsTheConfigSound() {
    Amtool.Verdict verdict = amtool("check-config", ShippedConfig.ALERTMANAGER.toString());

    assertThat(verdict.exitCode()).as(verdict.output()).isZero();
    assertThat(verdict.output()).contains("7 inhibit rules", "3 receivers");
  }

  /** Every alert of the rule files, with the severities and the source that it has there. */
  static Stream<Arguments> shippedAlerts() throws IOException {
    Set<List<String>> alerts = new TreeSet<>(Comparator.comparing(List<String>::toString));
    for (String file : List.of("etcd-storage.rules.yaml", "etcd-native.rules.yaml")) {
      for (Json group : Json.parse(Files.readString(RULES.resolve(file))).list("groups")) {
        for (Json rule : group.list("rules")) {
          if (!rule.text("alert").isEmpty()) {
            Json labels = rule.at("labels");
            alerts.add(List.of(rule.text("alert"), labels.text("severity"), labels.text("source")));
          }
        }
      }
    }
    assertThat(alerts).hasSizeGreaterThan(20);
    return alerts.stream().map(alert -> Arguments.of(alert.toArray()));
  }

  @ParameterizedTest
  @MethodSource("shippedAlerts")
  void criticalWakesSomebodyAndTheRestWaitsForWorkingHours(
      String alert, String severity, String source) {
    String receiver = severity.equals("critical") ? "on-call" : "working-hours";

    assertRoute(receiver, "alertname=" + alert, "severity=" + severity, "source=" + source);
  }

  @ParameterizedTest
  @CsvSource({
    "dead-mans-switch, Watchdog,         none",
    "on-call,          SomebodyElses,    critical",
    "working-hours,    SomebodyElses,    warning",
    "working-hours,    SomebodyElses,    info",
    "working-hours,    WithoutSeverity,  ''",
    // Whatever its severity, it must not wake anybody and must not be late.
    "dead-mans-switch, Watchdog,         critical",
  })
  void otherAlertsHaveARouteToo(String receiver, String alert, String severity) {
    assertRoute(receiver, "alertname=" + alert, "severity=" + severity);
  }

  private static void assertRoute(String receiver, String... labels) {
    String[] arguments =
        Stream.concat(
                Stream.of(
                    "config",
                    "routes",
                    "test",
                    "--config.file=" + ShippedConfig.ALERTMANAGER,
                    "--verify.receivers=" + receiver),
                Stream.of(labels))
            .toArray(String[]::new);

    Amtool.Verdict verdict = amtool(arguments);

    assertThat(verdict.exitCode()).as(verdict.output()).isZero();
  }
}
