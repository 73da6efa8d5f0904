package dev.etcdstorage.exporter.cli;

import dev.etcdstorage.exporter.config.MaintenanceSettings;
import dev.etcdstorage.exporter.config.TimeWindow;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Defragmentation on a schedule; the thresholds are in the file only. */
@Command(optionListHeading = "Maintenance")
final class MaintenanceOptions {
  private static final MaintenanceSettings DEFAULTS = MaintenanceSettings.DEFAULT;

  @Option(
      names = "--maintenance.enabled",
      description =
          "Defragment members that are worth it, with every guard of docs/defrag.md. Acts while the"
              + " member at the first endpoint leads; with --cluster, always."
              + " Default: ${DEFAULT-VALUE}.")
  private boolean enabled = DEFAULTS.enabled();

  @Option(
      names = "--maintenance.interval",
      paramLabel = "DURATION",
      description = "Time between two checks. Default: ${DEFAULT-VALUE}.")
  private Duration interval = DEFAULTS.interval();

  @Option(
      names = "--maintenance.window",
      paramLabel = "HH:MM-HH:MM [ZONE]",
      description =
          "Start with a member only at this time of day, such as \"02:00-05:00 Europe/Berlin\";"
              + " without a zone it is UTC. Without the flag: always.")
  private Optional<TimeWindow> window = Optional.empty();

  @Option(
      names = "--maintenance.cool-down",
      paramLabel = "DURATION",
      description =
          "Leave a member alone for this long after this program defragmented it."
              + " Default: ${DEFAULT-VALUE}.")
  private Duration coolDown = DEFAULTS.coolDown();

  @Option(
      names = "--maintenance.stop-file",
      paramLabel = "FILE",
      description =
          "Touch no member while this file exists; checked before each. The key"
              + " /etcd-storage-exporter/stop does the same for all exporters of the cluster.")
  private Optional<Path> stopFile = Optional.empty();

  @Option(
      names = "--maintenance.allow-single-member",
      description =
          "Also defragment the only member of a cluster, which is down meanwhile."
              + " Default: ${DEFAULT-VALUE}.")
  private boolean allowSingleMember = DEFAULTS.allowSingleMember();

  @Option(
      names = "--maintenance.data-dir",
      paramLabel = "DIR",
      description =
          "Data directory of the member at the first endpoint, on this host, to check its free"
              + " disk space.")
  private Optional<Path> dataDir = Optional.empty();

  MaintenanceSettings settings(CommandSpec command) {
    if (!enabled
        && ConfigFileOption.given(command).stream().anyMatch(f -> f.startsWith("--maintenance."))) {
      throw new UsageException(
          "flags --maintenance.* have no effect without --maintenance.enabled; add it or leave them"
              + " out");
    }
    return new MaintenanceSettings(
        enabled, interval, window, coolDown, stopFile, allowSingleMember, dataDir);
  }
}
