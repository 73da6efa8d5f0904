package dev.etcdstorage.exporter.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.Units;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Page, check and alerts speak of the same limits. */
class AlertLimitsTest {
  @Test
  void limitsAndThresholdsAreTheAlertsOwn() throws IOException {
    Map<String, String> values =
        Files.readAllLines(Path.of("rules/values")).stream()
            .filter(line -> line.matches("[a-z_]+ +\\S+.*"))
            .map(line -> line.split(" +"))
            .collect(Collectors.toMap(words -> words[0], words -> words[1]));

    assertThat(AlertLimits.QUOTA_CRITICAL)
        .isEqualTo(Double.parseDouble(values.get("quota_usage_critical")));
    assertThat(AlertLimits.FULL_WARNING)
        .isEqualTo(Units.duration(values.getOrDefault("full_within_warning", "")));
    assertThat(AlertLimits.FULL_CRITICAL)
        .isEqualTo(Units.duration(values.getOrDefault("full_within_critical", "")));
    assertThat(AlertLimits.FULL_FROM).isEqualTo(Double.parseDouble(values.get("full_from")));
    assertThat(Thresholds.DEFAULT.quotaUsage())
        .isEqualTo(Double.parseDouble(values.get("quota_usage_warning")));
    assertThat(Thresholds.DEFAULT.fragmentation())
        .isEqualTo(Double.parseDouble(values.get("fragmentation")));
    assertThat(Thresholds.DEFAULT.worthBytes())
        .isEqualTo(Long.parseLong(values.get("worth_bytes")));
    assertThat(Thresholds.DEFAULT.worthQuotaRatio())
        .isEqualTo(Double.parseDouble(values.get("worth_quota_ratio")));
  }
}
