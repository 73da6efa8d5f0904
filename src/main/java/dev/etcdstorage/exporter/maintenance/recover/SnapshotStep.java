package dev.etcdstorage.exporter.maintenance.recover;

import dev.etcdstorage.exporter.text.Amount;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Copies one member's database to a local file. */
final class SnapshotStep {
  private final RunContext context;
  private final SnapshotTarget target;

  SnapshotStep(RunContext context, SnapshotTarget target) {
    this.context = context;
    this.target = target;
  }

  /**
   * Takes the snapshot.
   *
   * @return the file; empty where none is wanted
   */
  Optional<Path> run(RecoverPlan plan) throws InterruptedException, StepFailed {
    Journal journal = context.journal();
    if (!target.wanted()) {
      journal.skipped(Step.SNAPSHOT, "none wanted");
      return Optional.empty();
    }
    try {
      Path file = target.file(plan);
      if (Files.exists(file) && target.keeps(file)) {
        journal.skipped(Step.SNAPSHOT, "kept " + file + ", which is complete, from an earlier run");
        return Optional.of(file);
      }
      Duration began = journal.mark();
      journal.begun(Step.SNAPSHOT, "from " + plan.snapshotFrom().name() + " to " + file);
      long bytes = take(plan.snapshotFrom(), file, began);
      journal.done(
          Step.SNAPSHOT, began, file + ", " + Amount.bytes(bytes) + ", its checksum is right");
      return Optional.of(file);
    } catch (FileAlreadyExistsException e) {
      throw failed(e.getFile() + " already exists");
    } catch (SnapshotTaker.NotGiven e) {
      throw failed(e.why());
    } catch (IOException e) {
      throw failed("the snapshot cannot be kept: " + e.getMessage());
    }
  }

  private long take(MemberPlan from, Path target, Duration began)
      throws IOException, InterruptedException {
    return new SnapshotTaker(
            context.cluster().control(from.member().endpoint()),
            context.sleeper(),
            (bytes, left) -> {
              context.endIfStopped();
              context.listener().snapshotGrows(bytes, left, context.journal().since(began));
            })
        .take(target);
  }

  private static StepFailed failed(String why) {
    return new StepFailed(
        Step.SNAPSHOT,
        why,
        "nothing in etcd was changed; fix that and run it again, or use --no-snapshot");
  }
}
