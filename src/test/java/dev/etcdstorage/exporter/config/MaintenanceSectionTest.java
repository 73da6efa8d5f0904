package dev.etcdstorage.exporter.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaintenanceSectionTest {
  @TempDir private Path dir = Path.of("");

  private MaintenanceSettings load(String section) throws IOException {
    Path file =
        Files.writeString(
            dir.resolve("x.yaml"), "clusters: [{endpoints: [127.0.0.1]}]\n" + section + "\n");
    return ConfigFile.load(file).maintenance();
  }

  @Test
  void everySettingCanBeSet() throws IOException {
    assertThat(
            load(
                """
                maintenance:
                  enabled: true
                  interval: 6h
                  window: 02:00-05:00 Europe/Berlin
                  coolDown: 1d
                  stopFile: stop
                  allowSingleMember: true
                  dataDir: /var/lib/etcd
                """))
        .isEqualTo(
            new MaintenanceSettings(
                true,
                Duration.ofHours(6),
                Optional.of(TimeWindow.parse("02:00-05:00 Europe/Berlin")),
                Duration.ofDays(1),
                Optional.of(dir.resolve("stop")),
                true,
                Optional.of(Path.of("/var/lib/etcd"))));
  }

  @Test
  void itIsOffUnlessItIsSaid() throws IOException {
    assertThat(load("")).isEqualTo(MaintenanceSettings.DEFAULT);
    assertThat(load("maintenance: {}")).isEqualTo(MaintenanceSettings.DEFAULT);
    assertThat(MaintenanceSettings.DEFAULT.enabled()).isFalse();
  }

  @Test
  void whatCannotBeIsRefusedWithItsPlace() {
    assertThatThrownBy(() -> load("maintenance:\n  interval: 1s"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("x.yaml:3: maintenance.interval: must be between 1m and 31d");
    assertThatThrownBy(() -> load("maintenance:\n  window: nights"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("x.yaml:3: maintenance.window: \"nights\" is not a time window");
    assertThatThrownBy(() -> load("maintenance:\n  typo: 1"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("x.yaml:3: maintenance.typo: unknown key");
  }

  @Test
  void dataDirectoryBelongsToOneCluster() {
    assertThatThrownBy(
            () ->
                ConfigFile.load(
                    Files.writeString(
                        dir.resolve("two.yaml"),
                        """
                        clusters:
                          - {name: a, endpoints: [127.0.0.1:1]}
                          - {name: b, endpoints: [127.0.0.1:2]}
                        maintenance: {dataDir: /var/lib/etcd}
                        """)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("maintenance.dataDir is one member's directory");
  }
}
