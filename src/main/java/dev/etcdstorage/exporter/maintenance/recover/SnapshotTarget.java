package dev.etcdstorage.exporter.maintenance.recover;

import dev.etcdstorage.exporter.text.Amount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.OptionalLong;

/** The file or folder of the snapshot, and whether it can be written. */
final class SnapshotTarget {
  /**
   * A whole file of this name from a run that broke off is kept: it may hold history that the
   * broken run has compacted since. An older one belongs to somebody else.
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
    Optional<Path> folder = choice.folder();
    return new SnapshotRoom(
        choice.undecided(),
        choice.namedFile().or(() -> folder),
        folder.map(this::free).orElse(OptionalLong.empty()));
  }

  /** Whether there will be a snapshot. */
  boolean wanted() {
    return !(choice instanceof SnapshotChoice.None);
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
    if (!wanted()) {
      return Optional.empty();
    }
    try {
      Optional<Path> there = choice.namedFile().filter(Files::exists);
      if (there.isPresent()) {
        return keeps(there.get())
            ? Optional.empty()
            : cause(
                there.get()
                    + " already exists, and is not a complete snapshot of the last 24 hours",
                "give --snapshot-file another name; this program never overwrites a file");
      }
      // Only a root has no folder, and that exists.
      Path folder = choice.folder().orElseThrow();
      if (!Files.isDirectory(folder)) {
        return cause(
            "the folder for the snapshot, " + folder + ", does not exist",
            "create it, or name another");
      }
      Optional<RecoverEnd.Cause> unwritable = unwritable(folder);
      return unwritable.isPresent() ? unwritable : small(folder, plan);
    } catch (IOException e) {
      return cause("the snapshot's destination cannot be checked: " + e, "name another");
    }
  }

  /**
   * Tries it, since permissions, read-only file systems and containers all matter; leaves no file.
   */
  private static Optional<RecoverEnd.Cause> unwritable(Path folder) {
    try {
      Files.delete(Files.createTempFile(folder, ".etcd-snapshot-", ".try"));
      return Optional.empty();
    } catch (IOException e) {
      return cause(
          "no file can be created in the folder for the snapshot, "
              + folder
              + ": "
              + CannotWrite.why(e),
          "name a folder that this user may write to, or use --no-snapshot");
    }
  }

  private Optional<RecoverEnd.Cause> small(Path folder, RecoverPlan plan) throws IOException {
    long free = disk.usableBytes(folder);
    return free >= plan.diskNeededBytes()
        ? Optional.empty()
        : cause(
            "the snapshot needs %s free in %s (%s of its own, %s for one copy of the live data, and 1.0 GiB), and %s is"
                .formatted(
                    Amount.bytes(plan.diskNeededBytes()),
                    folder,
                    Amount.bytes(plan.snapshotBytes()),
                    Amount.bytes(plan.copyBytes()),
                    Amount.bytes(free)),
            "name a folder on another disk, or use --no-snapshot");
  }

  private static Optional<RecoverEnd.Cause> cause(String why, String advice) {
    return Optional.of(new RecoverEnd.Cause(why, advice));
  }

  /** Whether it is whole and young enough to count as this run's snapshot. */
  boolean keeps(Path file) throws IOException {
    return Files.isRegularFile(file)
        && Files.getLastModifiedTime(file).toInstant().isAfter(clock.instant().minus(OLDEST_KEPT))
        && SnapshotFile.whole(file);
  }

  /** The named file, or a new one in the named folder. */
  Path file(RecoverPlan plan) {
    return choice
        .namedFile()
        .orElseGet(
            () ->
                choice
                    .folder()
                    .orElseThrow()
                    .resolve(
                        "etcd-%x-%s.db"
                            .formatted(
                                plan.snapshotFrom().status().clusterId(),
                                NAME.format(clock.instant()))));
  }
}
