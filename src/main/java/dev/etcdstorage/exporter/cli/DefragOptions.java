package dev.etcdstorage.exporter.cli;

import dev.etcdstorage.exporter.cli.FlagTypes.Bytes;
import dev.etcdstorage.exporter.config.ExporterConfig;
import dev.etcdstorage.exporter.config.MaintenanceSettings;
import dev.etcdstorage.exporter.config.SettingException;
import dev.etcdstorage.exporter.maintenance.DefragPolicy;
import dev.etcdstorage.exporter.maintenance.DefragRules;
import dev.etcdstorage.exporter.maintenance.GuardedDefrag.RunSettings;
import dev.etcdstorage.exporter.maintenance.guard.GuardSettings;
import dev.etcdstorage.exporter.storage.Thresholds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** What {@code defrag} does, and its guards. */
@Command(optionListHeading = "Defragmentation")
final class DefragOptions {
  private static final Duration SHORTEST_LOCK = Duration.ofSeconds(10);
  private static final Duration LONGEST_LOCK = Duration.ofHours(1);

  @Option(names = "--dry-run", description = "Print the plan and change nothing.")
  private boolean dryRun;

  @Option(
      names = "--yes",
      description =
          "Do not ask. Without it, and without a terminal to ask on, only the plan is printed.")
  private boolean yes;

  @Option(
      names = "--fragmentation",
      paramLabel = "RATIO",
      description =
          "Defragment a member if more than this part of its file is free pages."
              + " Default: ${DEFAULT-VALUE}.")
  private double fragmentation = Thresholds.DEFAULT.fragmentation();

  @Option(
      names = "--worth-bytes",
      paramLabel = "SIZE",
      converter = Bytes.class,
      description =
          "Defragment it only if that also reclaims more than this, or more than a tenth of the quota."
              + " Default: ${DEFAULT-VALUE}.")
  private long worthBytes = Thresholds.DEFAULT.worthBytes();

  @Option(
      names = "--cool-down",
      paramLabel = "DURATION",
      description =
          "Leave a member alone for this long after this program defragmented it."
              + " Default: ${DEFAULT-VALUE}.")
  private Duration coolDown = MaintenanceSettings.DEFAULT.coolDown();

  @Option(
      names = "--allow-single-member",
      description = "Also defragment the only member of a cluster, which is down meanwhile.")
  private boolean allowSingleMember;

  @Option(
      names = "--stop-file",
      paramLabel = "FILE",
      description =
          "Touch no member while this file exists; checked before each. The key"
              + " /etcd-storage-exporter/stop does the same for all exporters of the cluster.")
  private Optional<Path> stopFile = Optional.empty();

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "Data directory of the member at the first endpoint, on this host, to check its free"
              + " disk space.")
  private Optional<Path> dataDir = Optional.empty();

  @Option(
      names = "--lock-ttl",
      paramLabel = "DURATION",
      description = "How long the lock outlives a run that was killed. Default: ${DEFAULT-VALUE}.")
  private Duration lockTimeToLive = RunSettings.LOCK_TIME_TO_LIVE;

  boolean dryRun() {
    if (dryRun && yes) {
      throw new UsageException("--dry-run and --yes contradict each other; give one of them");
    }
    return dryRun;
  }

  boolean yes() {
    return yes;
  }

  /** When and how to defragment: by the flags that were typed, else the file, else the defaults. */
  DefragRules rules(CommandSpec command, Optional<ExporterConfig> file) {
    if (!(fragmentation > 0 && fragmentation < 1)) {
      throw new SettingException("fragmentation", "must be a ratio between 0 and 1, such as 0.5");
    }
    if (worthBytes < 0) {
      throw new SettingException("worthBytes", "must be at least 0");
    }
    List<String> typed = ConfigFileOption.given(command);
    Thresholds others = file.map(ExporterConfig::thresholds).orElse(Thresholds.DEFAULT);
    MaintenanceSettings kept =
        file.map(ExporterConfig::maintenance).orElse(MaintenanceSettings.DEFAULT);
    return new DefragRules(
        new DefragPolicy(
            others.withDefrag(
                typed.contains("--fragmentation") ? fragmentation : others.fragmentation(),
                typed.contains("--worth-bytes") ? worthBytes : others.worthBytes()),
            typed.contains("--cool-down") ? coolDown : kept.coolDown()),
        GuardSettings.ofDefrag(
            stopFile.or(kept::stopFile),
            allowSingleMember || kept.allowSingleMember(),
            dataDir.or(kept::dataDir)));
  }

  Duration lockTimeToLive() {
    if (lockTimeToLive.compareTo(SHORTEST_LOCK) < 0 || lockTimeToLive.compareTo(LONGEST_LOCK) > 0) {
      throw new SettingException("lockTimeToLive", "must be between 10s and 1h");
    }
    return lockTimeToLive;
  }
}
