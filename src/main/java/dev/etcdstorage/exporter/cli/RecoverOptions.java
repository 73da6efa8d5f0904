package dev.etcdstorage.exporter.cli;

import dev.etcdstorage.exporter.maintenance.recover.RecoverSettings;
import dev.etcdstorage.exporter.maintenance.recover.SnapshotChoice;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is to be done, and where files go. */
final class RecoverOptions {
  private static final String STANDARD_OUTPUT = "-";
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  @Option(
      names = "--yes",
      description = "Do it. Without, it says what it would do, and changes nothing.")
  private boolean yes;

  @Option(
      names = "--snapshot-dir",
      paramLabel = "DIR",
      description = "Snapshot first, to a new file in this folder, mode 0600: it holds Secrets.")
  private @Nullable String snapshotDir;

  @Option(
      names = "--snapshot-file",
      paramLabel = "FILE",
      description =
          "Snapshot first, to this file. One that is there is never written over; a whole snapshot"
              + " of the last 24 hours, from a run that broke off, is kept and counts.")
  private @Nullable String snapshotFile;

  @Option(names = "--no-snapshot", description = "Go without a snapshot.")
  private boolean noSnapshot;

  @Option(
      names = "--keep-revisions",
      paramLabel = "N",
      defaultValue = "0",
      description = "How many of the last revisions survive the compaction. Default: 0.")
  private long keepRevisions;

  @Option(
      names = "--audit-log",
      paramLabel = "FILE",
      description =
          "Where each step is written down, a JSON line each, appended; - is standard output, where"
              + " no file can be written. Default: recover-TIME.jsonl in the present folder.")
  private @Nullable String auditLog;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "etcd's data directory, where it is on this machine: its free disk is looked at too.")
  private @Nullable String dataDir;

  @Option(
      names = "--allow-unsafe-version",
      description = "Defragment etcd 3.5.0 to 3.5.5 too, which that may corrupt (etcd#14733).")
  private boolean allowUnsafeVersion;

  RecoverSettings settings() {
    SnapshotChoice choice = choice();
    if (yes && choice instanceof SnapshotChoice.Unsaid) {
      throw new UsageException(
          "--yes needs a place for the snapshot: --snapshot-dir DIR or --snapshot-file FILE; or"
              + " --no-snapshot to go without");
    }
    if (keepRevisions < 0) {
      throw new UsageException("--keep-revisions: must be 0 or more");
    }
    return new RecoverSettings(
        yes, keepRevisions, choice, allowUnsafeVersion, file(dataDir, "--data-dir"));
  }

  private SnapshotChoice choice() {
    Optional<Path> folder = file(snapshotDir, "--snapshot-dir");
    Optional<Path> file = file(snapshotFile, "--snapshot-file");
    int said = (folder.isPresent() ? 1 : 0) + (file.isPresent() ? 1 : 0) + (noSnapshot ? 1 : 0);
    if (said > 1) {
      throw new UsageException(
          "--snapshot-dir, --snapshot-file and --no-snapshot exclude each other; keep one");
    }
    if (folder.isPresent()) {
      return new SnapshotChoice.InFolder(folder.get());
    }
    if (file.isPresent()) {
      return new SnapshotChoice.InFile(file.get());
    }
    return noSnapshot ? new SnapshotChoice.None() : new SnapshotChoice.Unsaid();
  }

  private static Optional<Path> file(@Nullable String given, String flag) {
    return Optional.ofNullable(given).map(name -> Environment.read(name, flag, Environment::file));
  }

  /** The audit log's file; empty for standard output. */
  Optional<Path> auditFile(Instant now) {
    return STANDARD_OUTPUT.equals(auditLog)
        ? Optional.empty()
        : file(auditLog, "--audit-log")
            .or(() -> Optional.of(Path.of("recover-" + NAME.format(now) + ".jsonl")));
  }
}
