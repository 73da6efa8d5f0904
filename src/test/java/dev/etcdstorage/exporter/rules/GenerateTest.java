package dev.etcdstorage.exporter.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.storage.Thresholds;
import dev.etcdstorage.exporter.testkit.data.CommittedFile;
import dev.etcdstorage.exporter.testkit.real.RuleGenerator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** rules/generate: the one place for thresholds, and how times are scaled. */
class GenerateTest {
  private static final Pattern TIME = Pattern.compile("\\b([0-9]+)(ms|[smhd])\\b");
  private static final Map<String, ChronoUnit> UNITS =
      Map.of(
          "ms", ChronoUnit.MILLIS,
          "s", ChronoUnit.SECONDS,
          "m", ChronoUnit.MINUTES,
          "h", ChronoUnit.HOURS,
          "d", ChronoUnit.DAYS);

  @TempDir private Path folder;

  @Test
  void theShippedRulesAreWhatItPrints() {
    CommittedFile.assertCurrent(Rule.STORAGE, RuleGenerator.run().out(), "rules.write");
    CommittedFile.assertCurrent(Rule.NATIVE, RuleGenerator.run("--native").out(), "rules.write");
  }

  @Test
  void aThresholdOfAUsersFileGoesIntoItsAlertsAndLeavesTheOthers() throws Exception {
    // Given
    Path values = Files.writeString(folder.resolve("mine"), "# ours\nquota_usage_warning 0.6\n");

    // When
    List<String> shipped = Files.readAllLines(Rule.STORAGE);
    List<String> mine = RuleGenerator.run("--values", values.toString()).out().lines().toList();

    // Then
    mine = new ArrayList<>(mine);
    mine.removeAll(shipped);
    assertThat(mine).containsExactly("        expr: member:etcd_storage_quota_usage:ratio > 0.6");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--native "})
  void everyTimeIsDividedAndNothingElse(String which) {
    // When
    String shipped = RuleGenerator.run((which + "--faster 1").split(" ", -1)).out();
    String faster = RuleGenerator.run((which + "--faster 120").split(" ", -1)).out();

    // Then
    assertThat(times(faster))
        .isEqualTo(times(shipped).stream().map(t -> t.dividedBy(120)).toList());
    assertThat(times(faster)).hasSizeGreaterThan(30);
    assertThat(withoutNumbers(faster)).isEqualTo(withoutNumbers(shipped));
    assertThat(faster).contains("time_to_full_seconds:short < 15\n");
  }

  private static List<Duration> times(String rules) {
    return TIME.matcher(rules)
        .results()
        .map(time -> Duration.of(Long.parseLong(time.group(1)), UNITS.get(time.group(2))))
        .toList();
  }

  /** Seconds are divided where they stand as numbers, too. */
  private static String withoutNumbers(String rules) {
    return TIME.matcher(rules).replaceAll("TIME").replaceAll("[0-9.]+", "NUMBER");
  }

  @ParameterizedTest
  @CsvSource({
    "120, 1m, 250ms",
    "60, 2m, 500ms",
    "2, 1h, 15s",
    "7, 1028571ms, 4285ms",
    "9999, 720ms, 3ms"
  })
  void dividedTimesAreWrittenAsPeopleReadThem(String faster, String stalledFor, String interval) {
    assertThat(RuleGenerator.run("--faster", faster).out())
        .contains("nothing has been compacted for " + stalledFor + " while writes")
        .contains("interval: " + interval + "\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "fragmentatoin 0.5 | :1: no value is called fragmentatoin",
        "fragmentation 30m | :1: fragmentation must be like 0.5",
        "stalled_for 7200  | :1: stalled_for must be like 2h",
        "fragmentation     | :1: a name and one value belong here",
        "fragmentation x   | :1: x is neither a number nor a time",
      })
  void aWrongValueIsRefusedWithItsLine(String line, String complaint) throws Exception {
    // Given
    Path values = Files.writeString(folder.resolve("mine"), line + "\n");

    // When
    RuleGenerator.Said said = RuleGenerator.run("--values", values.toString());

    // Then
    assertThat(said.exitCode()).isEqualTo(2);
    assertThat(said.err()).isEqualTo("rules/generate: " + values + complaint + "\n");
  }

  @ParameterizedTest
  @CsvSource({"--faster,0", "--faster,x", "--values,/nowhere", "--vlaues,x"})
  void aWrongFlagIsRefused(String flag, String value) {
    // When
    RuleGenerator.Said said = RuleGenerator.run(flag, value);

    // Then
    assertThat(said.exitCode()).isEqualTo(2);
    assertThat(said.err()).startsWith("rules/generate: ").hasLineCount(1);
  }

  /** The verdict and the alerts would contradict each other. */
  @Test
  void alertsAndVerdictHaveTheSameDefaults() throws Exception {
    assertThat(Files.readString(Path.of("rules/values")))
        .containsPattern("\nquota_usage_warning +" + Thresholds.DEFAULT.quotaUsage() + "\n")
        .containsPattern("\nfragmentation +" + Thresholds.DEFAULT.fragmentation() + "\n")
        .containsPattern("\nworth_bytes +" + Thresholds.DEFAULT.worthBytes() + "\n")
        .containsPattern("\nworth_quota_ratio +" + Thresholds.DEFAULT.worthQuotaRatio() + "\n");
  }
}
