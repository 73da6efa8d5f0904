package dev.etcdstorage.exporter.cli;

import dev.etcdstorage.exporter.maintenance.recover.RecoverSettings;
import dev.etcdstorage.exporter.maintenance.recover.SnapshotChoice;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What to do, and where files go. */
@Command(optionListHeading = "Recovery")
final class RecoverOptions {
  private static final Path STANDARD_OUTPUT = Path.of("-");
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  @Option(
      names = "--dry-run",
      description = "Print what would be done and change nothing, as without --yes.")
  private boolean dryRun;

  @Option(
      names = "--yes",
      description = "Act. Without it, print what would be done and change nothing.")
  private boolean yes;

  @Option(
      names = "--snapshot-dir",
      paramLabel = "DIR",
      description =
          "First save a snapshot to a new file in this directory, mode 0600: it holds Secrets.")
  private Optional<Path> snapshotDir = Optional.empty();

  @Option(
      names = "--snapshot-file",
      paramLabel = "FILE",
      description =
          "First save a snapshot to this file. An existing file is never overwritten; a complete"
              + " snapshot of the last 24 hours, from a run that was interrupted, is kept and"
              + " counts.")
  private Optional<Path> snapshotFile = Optional.empty();

  @Option(names = "--no-snapshot", description = "Skip the snapshot.")
  private boolean noSnapshot;

  @Option(
      names = "--keep-revisions",
      paramLabel = "N",
      description =
          "How many of the last revisions the compaction keeps. Default: ${DEFAULT-VALUE}.")
  private long keepRevisions;

  @Option(
      names = "--audit-log",
      paramLabel = "FILE",
      description =
          "File to which each step is appended as one line of JSON; - is standard output, for when"
              + " no file can be written. Default: recover-TIME.jsonl in the working directory.")
  private Optional<Path> auditLog = Optional.empty();

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "etcd's data directory, if it is on this host: its free disk space is checked too.")
  private Optional<Path> dataDir = Optional.empty();

  @Option(
      names = "--allow-unsafe-version",
      description = "Also defragment etcd 3.5.0 to 3.5.5, which may corrupt it (etcd#14733).")
  private boolean allowUnsafeVersion;

  @Option(
      names = "--stop-file",
      paramLabel = "FILE",
      description =
          "Change nothing while this file exists; checked before each member. The key"
              + " /etcd-storage-exporter/stop does the same for all exporters of the cluster.")
  private Optional<Path> stopFile = Optional.empty();

  boolean dryRun() {
    return dryRun;
  }

  /**
   * @param otherStopFile used if the flag is not given
   */
  RecoverSettings settings(Optional<Path> otherStopFile) {
    if (dryRun && yes) {
      throw new UsageException("--dry-run and --yes contradict each other; give one of them");
    }
    SnapshotChoice choice = snapshot();
    if (yes && choice.undecided()) {
      throw new UsageException(
          "--yes needs a place for the snapshot: --snapshot-dir DIR or --snapshot-file FILE; or"
              + " --no-snapshot to skip it");
    }
    return new RecoverSettings(
        yes, keepRevisions, choice, allowUnsafeVersion, stopFile.or(() -> otherStopFile), dataDir);
  }

  private SnapshotChoice snapshot() {
    long given =
        Stream.of(snapshotDir.isPresent(), snapshotFile.isPresent(), noSnapshot)
            .filter(each -> each)
            .count();
    if (given > 1) {
      throw new UsageException(
          "--snapshot-dir, --snapshot-file and --no-snapshot exclude each other; keep one");
    }
    return snapshotDir
        .<SnapshotChoice>map(SnapshotChoice.InFolder::new)
        .or(() -> snapshotFile.map(SnapshotChoice.InFile::new))
        .orElseGet(() -> new SnapshotChoice.None(!noSnapshot));
  }

  /** The audit log's file; empty for standard output. */
  Optional<Path> auditFile(Instant now) {
    return Optional.of(auditLog.orElseGet(() -> Path.of("recover-" + NAME.format(now) + ".jsonl")))
        .filter(file -> !file.equals(STANDARD_OUTPUT));
  }
}
