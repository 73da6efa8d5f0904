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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

/** Copies one member's database to a file of ours. */
final class SnapshotStep {
  /** Without a byte for so long the stream is given up. */
  private static final Duration STALL = Duration.ofSeconds(60);

  private final MaintainedCluster cluster;
  private final SnapshotTarget target;
  private final Waiting waiting;
  private final RecoverListener listener;
  private final BooleanSupplier stop;

  SnapshotStep(
      MaintainedCluster cluster,
      SnapshotTarget target,
      Waiting waiting,
      RecoverListener listener,
      BooleanSupplier stop) {
    this.cluster = cluster;
    this.target = target;
    this.waiting = waiting;
    this.listener = listener;
    this.stop = stop;
  }

  /**
   * Takes it.
   *
   * @return the file; empty where none is wanted
   */
  Optional<Path> run(RecoverPlan plan, Journal journal) throws InterruptedException, StepFailed {
    if (!target.wanted()) {
      journal.skipped(Step.SNAPSHOT, "none wanted");
      return Optional.empty();
    }
    try {
      Path file = target.file(plan);
      if (Files.exists(file) && target.keeps(file)) {
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
