package dev.etcdstorage.exporter.maintenance.recover;

import dev.etcdstorage.exporter.etcd.Answer;
import dev.etcdstorage.exporter.etcd.Done;
import dev.etcdstorage.exporter.maintenance.MaintainedCluster;
import dev.etcdstorage.exporter.maintenance.Waiting;
import dev.etcdstorage.exporter.maintenance.Words;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

/** Copies one member's database to a file of ours. */
final class SnapshotStep {
  /** Without a byte for so long the stream is given up. */
  private static final Duration STALL = Duration.ofSeconds(60);

  /**
   * A whole file of this name from a run that broke off is kept: it may hold the history that the
   * broken run has compacted since. One from another day is somebody else's.
   */
  private static final Duration OLDEST_KEPT = Duration.ofHours(24);

  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final MaintainedCluster cluster;
  private final SnapshotChoice choice;
  private final Disk disk;
  private final Waiting waiting;
  private final RecoverListener listener;
  private final BooleanSupplier stop;

  SnapshotStep(
      MaintainedCluster cluster,
      SnapshotChoice choice,
      Disk disk,
      Waiting waiting,
      RecoverListener listener,
      BooleanSupplier stop) {
    this.cluster = cluster;
    this.choice = choice;
    this.disk = disk;
    this.waiting = waiting;
    this.listener = listener;
    this.stop = stop;
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

  /** What is wrong with the file or its disk, before anything is changed. */
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
      long free = disk.usableBytes(folder.get());
      return free >= plan.diskNeededBytes()
          ? Optional.empty()
          : cause(
              "the snapshot needs %s free in %s (%s of its own, %s for one copy of what lives, and 1024 MiB), and %s are"
                  .formatted(
                      Words.size(plan.diskNeededBytes()),
                      folder.get(),
                      Words.size(plan.snapshotBytes()),
                      Words.size(plan.copyBytes()),
                      Words.size(free)),
              "name a folder on another disk, or do without by --no-snapshot");
    } catch (IOException e) {
      return cause("the snapshot's place cannot be looked at: " + e, "name another");
    }
  }

  private static Optional<RecoverEnd.Cause> cause(String why, String advice) {
    return Optional.of(new RecoverEnd.Cause(why, advice));
  }

  private boolean keeps(Path file) throws IOException {
    return Files.isRegularFile(file)
        && Files.getLastModifiedTime(file).toInstant().isAfter(waiting.instant().minus(OLDEST_KEPT))
        && SnapshotFile.whole(file);
  }

  /**
   * Takes it.
   *
   * @return the file; empty where none is wanted
   */
  Optional<Path> run(RecoverPlan plan, Journal journal) throws InterruptedException, StepFailed {
    if (choice instanceof SnapshotChoice.None || choice instanceof SnapshotChoice.Unsaid) {
      journal.skipped(Step.SNAPSHOT, "none wanted");
      return Optional.empty();
    }
    try {
      Path file = file(plan);
      if (Files.exists(file) && keeps(file)) {
        journal.skipped(Step.SNAPSHOT, "kept " + file + ", which is whole, from an earlier run");
        return Optional.of(file);
      }
      Duration began = journal.mark();
      journal.begun(Step.SNAPSHOT, "from " + plan.snapshotFrom().name() + " to " + file);
      long bytes = take(plan.snapshotFrom(), file);
      journal.done(
          Step.SNAPSHOT, began, file + ", " + Words.size(bytes) + ", its checksum is right");
      return Optional.of(file);
    } catch (FileAlreadyExistsException e) {
      throw failed(e.getFile() + " is there already");
    } catch (IOException e) {
      throw failed("the snapshot cannot be kept: " + e.getMessage());
    }
  }

  private Path file(RecoverPlan plan) {
    if (choice instanceof SnapshotChoice.InFile file) {
      return file.file().toAbsolutePath();
    }
    long id = plan.snapshotFrom().status().clusterId();
    return ((SnapshotChoice.InFolder) choice)
        .folder()
        .toAbsolutePath()
        .resolve("etcd-%x-%s.db".formatted(id, NAME.format(waiting.instant())));
  }

  private long take(MemberPlan from, Path target)
      throws IOException, InterruptedException, StepFailed {
    ExecutorService thread = Executors.newSingleThreadExecutor(SnapshotStep::daemon);
    try (SnapshotFile file = SnapshotFile.create(target)) {
      CompletableFuture<Answer<Done>> call =
          cluster.control(from.member().endpoint()).snapshot(file, thread);
      try {
        await(call, file);
      } finally {
        // No-op where it has ended; else nothing may come any more when the file is closed.
        call.cancel(false);
      }
      file.finish();
      return file.bytes();
    } finally {
      thread.shutdown();
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "snapshot");
    thread.setDaemon(true);
    return thread;
  }

  private void await(CompletableFuture<Answer<Done>> call, SnapshotFile file)
      throws InterruptedException, StepFailed {
    Progress progress = new Progress(waiting.running());
    while (!call.isDone()) {
      waiting.rest(Duration.ofMillis(100));
      if (stop.getAsBoolean()) {
        throw new InterruptedException("asked to stop");
      }
      listener.snapshotGrows(file.bytes(), file.left());
      if (progress.stalls(file.bytes(), waiting.running())) {
        throw failed("no byte of the snapshot came for " + STALL.toSeconds() + " seconds");
      }
    }
    if (call.join() instanceof Answer.Refused<Done> refused) {
      throw failed("etcd did not give its snapshot: " + refused.failure().detail());
    }
  }

  private static StepFailed failed(String why) {
    return new StepFailed(
        Step.SNAPSHOT,
        why,
        "nothing in etcd was changed; mend that and run it again, or do without by --no-snapshot");
  }

  /** When the last byte came. */
  private static final class Progress {
    private long bytes;
    private Duration moved;

    Progress(Duration now) {
      this.moved = now;
    }

    boolean stalls(long now, Duration at) {
      if (now > bytes) {
        bytes = now;
        moved = at;
      }
      return at.minus(moved).compareTo(STALL) > 0;
    }
  }
}
