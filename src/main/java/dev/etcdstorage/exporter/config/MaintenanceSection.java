package dev.etcdstorage.exporter.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiFunction;

/** The section {@code maintenance} of the configuration file. */
final class MaintenanceSection {
  private MaintenanceSection() {}

  /**
   * @param path reads a file name by its key
   */
  static MaintenanceSettings read(YamlMap map, BiFunction<YamlMap, String, Optional<Path>> path) {
    MaintenanceSettings unsaid = MaintenanceSettings.DEFAULT;
    boolean enabled = map.bool("enabled").orElse(unsaid.enabled());
    Duration interval = map.value("interval", Units::duration).orElse(unsaid.interval());
    Optional<TimeWindow> window = map.value("window", TimeWindow::parse);
    Duration coolDown = map.value("coolDown", Units::duration).orElse(unsaid.coolDown());
    Optional<Path> stopFile = path.apply(map, "stopFile");
    boolean single = map.bool("allowSingleMember").orElse(unsaid.allowSingleMember());
    Optional<Path> dataDir = path.apply(map, "dataDir");
    map.done();
    return map.here(
        () ->
            new MaintenanceSettings(
                enabled, interval, window, coolDown, stopFile, single, dataDir));
  }
}
