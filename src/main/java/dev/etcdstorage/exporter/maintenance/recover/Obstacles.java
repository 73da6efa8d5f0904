package dev.etcdstorage.exporter.maintenance.recover;

import dev.etcdstorage.exporter.maintenance.recover.RecoverEnd.Cause;
import dev.etcdstorage.exporter.text.Amount;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What on this machine prevents a run; tried, and nothing is left behind. */
final class Obstacles {
  private final RunContext context;
  private final SnapshotTarget target;
  private final Optional<Path> dataDir;

  Obstacles(RunContext context, SnapshotTarget target, Optional<Path> dataDir) {
    this.context = context;
    this.target = target;
    this.dataDir = dataDir;
  }

  /** All of them, so that they can be fixed at once. */
  List<Cause> of(RecoverPlan plan) {
    return plan.disarmOnly()
        ? noAudit().stream().toList()
        : Stream.of(target.obstacle(plan), smallDataDisk(plan), noAudit())
            .flatMap(Optional::stream)
            .toList();
  }

  /** A defragmentation writes a copy beside the file. */
  private Optional<Cause> smallDataDisk(RecoverPlan plan) {
    if (dataDir.isEmpty()) {
      return Optional.empty();
    }
    try {
      long free = context.disk().usableBytes(dataDir.get());
      return free >= plan.copyBytes()
          ? Optional.empty()
          : Optional.of(
              new Cause(
                  "a defragmentation needs %s free in %s for its copy, and %s is"
                      .formatted(Amount.bytes(plan.copyBytes()), dataDir.get(), Amount.bytes(free)),
                  "make room there: old logs, old snapshots"));
    } catch (IOException e) {
      return Optional.of(
          new Cause("--data-dir cannot be checked: " + e, "name etcd's data directory"));
    }
  }

  /** Without an audit log nobody could tell afterwards what was done. */
  private Optional<Cause> noAudit() {
    try {
      context.journal().probe();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(noAudit(e));
    }
  }

  static Cause noAudit(IOException e) {
    return new Cause(
        "the audit log cannot be written: "
            + (e instanceof FileSystemException named ? named.getFile() + ": " : "")
            + CannotWrite.why(e),
        "name a file that this user may write with --audit-log, or send it to standard output with"
            + " --audit-log -");
  }
}
