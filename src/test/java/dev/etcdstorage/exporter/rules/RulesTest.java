package dev.etcdstorage.exporter.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.metrics.Family;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The shipped rules, as files. Their behaviour is in rules/tests. */
class RulesTest {
  private static final String RUNBOOKS =
      "https://github.com/etcd-storage-exporter/etcd-storage-exporter/blob/main/docs/runbooks/";

  static Stream<Path> files() {
    return Stream.of(Rule.STORAGE, Rule.NATIVE);
  }

  static Stream<Rule> alerts() {
    return files().flatMap(Rule::alerts);
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void anAlertSaysHowBadItIsWhatItIsAndWhatToDo(Rule alert) {
    assertThat(alert.alert()).matches("Etcd[A-Za-z]+");
    assertThat(alert.severity()).isIn("critical", "warning", "info");
    assertThat(alert.annotations()).containsOnlyKeys("summary", "description", "runbook_url");
    assertThat(alert.annotations()).containsEntry("runbook_url", RUNBOOKS + alert.alert() + ".md");
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void anAlertHasARunbook(Rule alert) {
    assertThat(Path.of("docs/runbooks", alert.alert() + ".md")).exists();
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyAlertHasACaseThatFiresAndOneThatDoesNot(Path file) {
    // When
    RuleTests tests = RuleTests.of(file);

    // Then
    assertThat(tests.firing())
        .isEqualTo(
            Rule.alerts(file)
                .map(rule -> rule.alert() + "/" + rule.severity())
                .collect(Collectors.toSet()));
    assertThat(tests.silent())
        .isEqualTo(Rule.alerts(file).map(Rule::alert).collect(Collectors.toSet()));
  }

  @Test
  void ourRulesKnowOnlyTheCatalogueAndWhatTheyRecord() {
    // Given
    Set<String> known = new HashSet<>();
    Arrays.stream(Family.values()).map(Family::exposedName).forEach(known::add);
    Rule.of(Rule.STORAGE).stream().map(Rule::record).forEach(known::add);

    // Then
    for (Rule rule : Rule.of(Rule.STORAGE)) {
      assertThat(known).as(rule.toString()).containsAll(rule.metrics());
    }
  }

  @Test
  void whatIsRecordedIsUsed() {
    for (Path file : files().toList()) {
      Set<String> used =
          Rule.of(file).stream()
              .flatMap(rule -> rule.metrics().stream())
              .collect(Collectors.toSet());
      for (Rule rule : Rule.of(file)) {
        assertThat(rule.record().isEmpty() || used.contains(rule.record()))
            .as("%s of %s", rule.record(), file)
            .isTrue();
      }
    }
  }

  /** An alert that both files had without it could not be told from the other's. */
  @Test
  void nativeAlertsSayWhereTheyComeFrom() {
    assertThat(Rule.alerts(Rule.NATIVE)).allMatch(a -> "native".equals(a.labels().get("source")));
    assertThat(Rule.alerts(Rule.STORAGE)).noneMatch(a -> a.labels().containsKey("source"));
  }

  /** A member's name repeats in another cluster: by (member) would mix them. */
  @Test
  void nothingIsAggregatedByMember() throws Exception {
    for (Path file : files().toList()) {
      assertThat(Files.readString(file)).doesNotContain("by (member").doesNotContain("by(member");
    }
  }
}
