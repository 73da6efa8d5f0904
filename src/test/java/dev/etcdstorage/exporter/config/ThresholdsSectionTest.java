package dev.etcdstorage.exporter.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcdstorage.exporter.storage.Thresholds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThresholdsSectionTest {
  @TempDir private Path dir = Path.of("");

  private Thresholds load(String section) throws IOException {
    Path file =
        Files.writeString(
            dir.resolve("x.yaml"), "clusters: [{endpoints: [127.0.0.1]}]\n" + section + "\n");
    return ConfigFile.load(file).thresholds();
  }

  @Test
  void everyThresholdCanBeSet() throws IOException {
    Thresholds thresholds =
        load(
            """
            thresholds:
              fragmentation: 0.4
              quotaUsage: 0.7
              worthBytes: 1GiB
              worthQuotaRatio: 0.2
              historyRatio: 3
              quotaCeilingBytes: 16GiB
            """);

    assertThat(thresholds).isEqualTo(new Thresholds(0.4, 0.7, 1L << 30, 0.2, 3, 16L << 30));
  }

  @Test
  void whatIsNotSaidHasItsDefault() throws IOException {
    assertThat(load("thresholds: {}")).isEqualTo(Thresholds.DEFAULT);
    assertThat(load("")).isEqualTo(Thresholds.DEFAULT);
  }

  @Test
  void thresholdThatCannotBeIsRefusedWithItsPlace() {
    assertThatThrownBy(() -> load("thresholds:\n  fragmentation: half"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("x.yaml:3: thresholds.fragmentation: \"half\" is not a number");
    assertThatThrownBy(() -> load("thresholds:\n  quotaUsage: 80"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("x.yaml:3: thresholds: quotaUsage must be above 0");
    assertThatThrownBy(() -> load("thresholds:\n  typo: 1"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("x.yaml:3: thresholds.typo: unknown key");
  }
}
