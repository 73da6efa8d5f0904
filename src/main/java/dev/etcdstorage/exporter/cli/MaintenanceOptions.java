package dev.etcdstorage.exporter.cli;

import dev.etcdstorage.exporter.config.MaintenanceSettings;
import dev.etcdstorage.exporter.config.TimeWindow;
import dev.etcdstorage.exporter.config.Units;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Defragmentation on a schedule; how much is worth it stands in the file only. */
final class MaintenanceOptions {
  @Option(
      names = "--maintenance.enabled",
      description =
          "Defragment members that are worth it, with every guard of docs/defrag.md. It acts where"
              + " the member at the first endpoint leads, with --cluster always. Default: false.")
  private boolean enabled;

  @Option(
      names = "--maintenance.interval",
      paramLabel = "DURATION",
      description = "Between two looks. Default: 24h.")
  private @Nullable String interval;

  @Option(
      names = "--maintenance.window",
      paramLabel = "HH:MM-HH:MM [ZONE]",
      description =
          "Begin with a member only in this time of day, such as \"02:00-05:00 Europe/Berlin\";"
              + " without a zone it is UTC. Without the flag: always.")
  private @Nullable String window;

  @Option(
      names = "--maintenance.cool-down",
      paramLabel = "DURATION",
      description =
          "Leave a member alone that was defragmented by this program less long ago. Default: 12h.")
  private @Nullable String coolDown;

  @Option(
      names = "--maintenance.stop-file",
      paramLabel = "FILE",
      description =
          "Touch no member while this file is there; looked at before each. The key"
              + " /etcd-storage-exporter/stop does the same for everybody.")
  private @Nullable String stopFile;

  @Option(
      names = "--maintenance.allow-single-member",
      description =
          "Also where the cluster has one member, which serves nobody meanwhile. Default: false.")
  private boolean allowSingleMember;

  @Option(
      names = "--maintenance.data-dir",
      paramLabel = "DIR",
      description =
          "Data directory of the member at the first endpoint, on this host, to see its free disk.")
  private @Nullable String dataDir;

  private static final Map<String, String> ORIGINS =
      Map.of("interval", "--maintenance.interval", "coolDown", "--maintenance.cool-down");

  MaintenanceSettings settings(GivenFlags given) {
    if (given.anyBeginsWith("--maintenance.") && !enabled) {
      throw new UsageException(
          "flags --maintenance.* do nothing without --maintenance.enabled; add it or leave them out");
    }
    MaintenanceSettings unsaid = MaintenanceSettings.DEFAULT;
    Duration every =
        read(interval, "--maintenance.interval", Units::duration).orElse(unsaid.interval());
    Optional<TimeWindow> hours = read(window, "--maintenance.window", TimeWindow::parse);
    Duration cool =
        read(coolDown, "--maintenance.cool-down", Units::duration).orElse(unsaid.coolDown());
    Optional<Path> stop = read(stopFile, "--maintenance.stop-file", Environment::file);
    Optional<Path> data = read(dataDir, "--maintenance.data-dir", Environment::file);
    return Environment.check(
        ORIGINS,
        () -> new MaintenanceSettings(enabled, every, hours, cool, stop, allowSingleMember, data));
  }

  private static <T> Optional<T> read(
      @Nullable String given, String flag, Function<String, T> parser) {
    return Optional.ofNullable(given).map(text -> Environment.read(text, flag, parser));
  }
}
