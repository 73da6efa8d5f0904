package dev.etcdstorage.exporter.maintenance.recover;

import dev.etcdstorage.exporter.maintenance.Words;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.OptionalLong;

/** The file or folder that the snapshot goes to, and whether it can go there. */
final class SnapshotTarget {
  /**
   * A whole file of this name from a run that broke off is kept: it may hold the history that the
   * broken run has compacted since. One from another day is somebody else's.
   */
  private static final Duration OLDEST_KEPT = Duration.ofHours(24);

  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final SnapshotChoice choice;
  private final Disk disk;
  private final InstantSource clock;

  SnapshotTarget(SnapshotChoice choice, Disk disk, InstantSource clock) {
    this.choice = choice;
    this.disk = disk;
    this.clock = clock;
  }

  /** The disk, for the plan. */
  SnapshotRoom room() {
    return folder()
        .map(folder -> new SnapshotRoom(false, target(), free(folder)))
        .orElseGet(
            () ->
                new SnapshotRoom(
                    choice instanceof SnapshotChoice.Unsaid,
                    Optional.empty(),
                    OptionalLong.empty()));
  }

  /** Whether there will be a snapshot. */
  boolean wanted() {
    return choice instanceof SnapshotChoice.InFile || choice instanceof SnapshotChoice.InFolder;
  }

  private Optional<Path> target() {
    if (choice instanceof SnapshotChoice.InFile file) {
      return Optional.of(file.file().toAbsolutePath());
    }
    return folder();
  }

  private Optional<Path> folder() {
    if (choice instanceof SnapshotChoice.InFile file) {
      return Optional.ofNullable(file.file().toAbsolutePath().getParent());
    }
    return choice instanceof SnapshotChoice.InFolder folder
        ? Optional.of(folder.folder().toAbsolutePath())
        : Optional.empty();
  }

  private OptionalLong free(Path folder) {
    try {
      return OptionalLong.of(disk.usableBytes(folder));
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  /** What is wrong with the file, its folder or its disk, before anything is changed. */
  Optional<RecoverEnd.Cause> obstacle(RecoverPlan plan) {
    Optional<Path> folder = folder();
    if (folder.isEmpty()) {
      return Optional.empty();
    }
    if (!Files.isDirectory(folder.get())) {
      return cause(
          "the folder for the snapshot, " + folder.get() + ", is not there",
          "make it, or name another");
    }
    try {
      if (choice instanceof SnapshotChoice.InFile file && Files.exists(file.file())) {
        return keeps(file.file())
            ? Optional.empty()
            : cause(
                file.file() + " is there already, and is no whole snapshot of the last 24 hours",
                "give --snapshot-file another name; this program writes over nothing");
      }
      Optional<RecoverEnd.Cause> unwritable = unwritable(folder.get());
      return unwritable.isPresent() ? unwritable : small(folder.get(), plan);
    } catch (IOException e) {
      return cause("the snapshot's place cannot be looked at: " + e, "name another");
    }
  }

  /** Tried, since rights, read-only file systems and containers all have a say; leaves no file. */
  private static Optional<RecoverEnd.Cause> unwritable(Path folder) {
    try {
      Files.delete(Files.createTempFile(folder, ".etcd-snapshot-", ".try"));
      return Optional.empty();
    } catch (IOException e) {
      return cause(
          "no file can be made in the folder for the snapshot, "
              + folder
              + ": "
              + CannotWrite.why(e),
          "name a folder that this user may write to, or do without by --no-snapshot");
    }
  }

  private Optional<RecoverEnd.Cause> small(Path folder, RecoverPlan plan) throws IOException {
    long free = disk.usableBytes(folder);
    return free >= plan.diskNeededBytes()
        ? Optional.empty()
        : cause(
            "the snapshot needs %s free in %s (%s of its own, %s for one copy of what lives, and 1024 MiB), and %s are"
                .formatted(
                    Words.size(plan.diskNeededBytes()),
                    folder,
                    Words.size(plan.snapshotBytes()),
                    Words.size(plan.copyBytes()),
                    Words.size(free)),
            "name a folder on another disk, or do without by --no-snapshot");
  }

  private static Optional<RecoverEnd.Cause> cause(String why, String advice) {
    return Optional.of(new RecoverEnd.Cause(why, advice));
  }

  /** Whether it is whole and young enough to count as the snapshot of this run. */
  boolean keeps(Path file) throws IOException {
    return Files.isRegularFile(file)
        && Files.getLastModifiedTime(file).toInstant().isAfter(clock.instant().minus(OLDEST_KEPT))
        && SnapshotFile.whole(file);
  }

  /** A new one in the folder that was named, or the file that was. */
  Path file(RecoverPlan plan) {
    if (choice instanceof SnapshotChoice.InFile file) {
      return file.file().toAbsolutePath();
    }
    long id = plan.snapshotFrom().status().clusterId();
    return ((SnapshotChoice.InFolder) choice)
        .folder()
        .toAbsolutePath()
        .resolve("etcd-%x-%s.db".formatted(id, NAME.format(clock.instant())));
  }
}
