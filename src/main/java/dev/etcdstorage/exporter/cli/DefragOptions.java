package dev.etcdstorage.exporter.cli;

import dev.etcdstorage.exporter.config.MaintenanceSettings;
import dev.etcdstorage.exporter.config.Units;
import dev.etcdstorage.exporter.maintenance.DefragPolicy;
import dev.etcdstorage.exporter.maintenance.DefragRules;
import dev.etcdstorage.exporter.maintenance.GuardedDefrag.RunSettings;
import dev.etcdstorage.exporter.storage.Thresholds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code defrag} does, and what keeps it from it. */
final class DefragOptions {
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
      description = "Defragment where more than this of the file is free pages. Default: 0.5.")
  private @Nullable String fragmentation;

  @Option(
      names = "--worth-bytes",
      paramLabel = "SIZE",
      description =
          "and where that gives back more than this, or more than a tenth of the quota."
              + " Default: 100MiB.")
  private @Nullable String worthBytes;

  @Option(
      names = "--cool-down",
      paramLabel = "DURATION",
      description =
          "Leave a member alone that this program defragmented less long ago. Default: 12h.")
  private @Nullable String coolDown;

  @Option(
      names = "--allow-single-member",
      description = "Also where the cluster has one member, which serves nobody meanwhile.")
  private boolean allowSingleMember;

  @Option(
      names = "--stop-file",
      paramLabel = "FILE",
      description =
          "Touch no member while this file is there; looked at before each. The key"
              + " /etcd-storage-exporter/stop does the same for everybody.")
  private @Nullable String stopFile;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "Data directory of the member at the first endpoint, on this host, to see its free disk.")
  private @Nullable String dataDir;

  @Option(
      names = "--lock-ttl",
      paramLabel = "DURATION",
      description = "How long the lock outlives a run that was killed. Default: 5m.")
  private @Nullable String lockTimeToLive;

  boolean dryRun() {
    if (dryRun && yes) {
      throw new UsageException("--dry-run and --yes contradict each other; give one of them");
    }
    return dryRun;
  }

  boolean yes() {
    return yes;
  }

  DefragRules rules() {
    Thresholds usual = Thresholds.DEFAULT;
    double ratio =
        fragmentation == null
            ? usual.fragmentation()
            : Environment.read(fragmentation, "--fragmentation", DefragOptions::ratio);
    long worth =
        worthBytes == null
            ? usual.worthBytes()
            : Environment.read(worthBytes, "--worth-bytes", DefragOptions::size);
    Duration cool =
        coolDown == null
            ? MaintenanceSettings.DEFAULT.coolDown()
            : Environment.read(coolDown, "--cool-down", Units::duration);
    Thresholds thresholds =
        new Thresholds(
            ratio,
            usual.quotaUsage(),
            worth,
            usual.worthQuotaRatio(),
            usual.historyRatio(),
            usual.quotaCeilingBytes());
    return new DefragRules(
        new DefragPolicy(thresholds, cool),
        Optional.empty(),
        path(stopFile, "--stop-file"),
        allowSingleMember,
        path(dataDir, "--data-dir"));
  }

  Duration lockTimeToLive() {
    Duration time =
        lockTimeToLive == null
            ? RunSettings.LOCK_TIME_TO_LIVE
            : Environment.read(lockTimeToLive, "--lock-ttl", Units::duration);
    if (time.compareTo(Duration.ofSeconds(10)) < 0 || time.compareTo(Duration.ofHours(1)) > 0) {
      throw new UsageException("--lock-ttl: must be between 10s and 1h");
    }
    return time;
  }

  private static Optional<Path> path(@Nullable String name, String flag) {
    return Optional.ofNullable(name).map(text -> Environment.read(text, flag, Environment::file));
  }

  private static long size(String text) {
    long bytes = Units.bytes(text);
    if (bytes < 0) {
      throw new IllegalArgumentException("must be at least 0");
    }
    return bytes;
  }

  private static double ratio(String text) {
    double ratio;
    try {
      ratio = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      ratio = Double.NaN;
    }
    if (!(ratio > 0 && ratio < 1)) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a ratio between 0 and 1, such as 0.5");
    }
    return ratio;
  }
}
