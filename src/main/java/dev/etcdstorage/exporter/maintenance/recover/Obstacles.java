package dev.etcdstorage.exporter.maintenance.recover;

import dev.etcdstorage.exporter.maintenance.Words;
import dev.etcdstorage.exporter.sample.ClusterSample;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What is in the way, besides the guards. */
final class Obstacles {
  private Obstacles() {}

  private static Optional<RecoverEnd.Cause> cause(String why, String advice) {
    return Optional.of(new RecoverEnd.Cause(why, advice));
  }

  private static String names(List<MemberPlan> members) {
    return String.join(", ", members.stream().map(MemberPlan::name).toList());
  }

  /** Without it nobody can tell when it is safe to disarm. */
  static Optional<RecoverEnd.Cause> unknownQuota(RecoverPlan plan) {
    List<MemberPlan> unknown = plan.withoutKnownQuota();
    return unknown.isEmpty()
        ? Optional.empty()
        : cause(
            "the quota of " + names(unknown) + " is unknown",
            "give --quota-bytes as etcd was started with (2GiB where it was not), or"
                + " --etcd.metrics-url");
  }

  /** Nothing makes a learner's file smaller, and it raises the alarm like any other. */
  static Optional<RecoverEnd.Cause> fullLearner(RecoverPlan plan) {
    List<MemberPlan> full =
        plan.tooLargeAfter().stream().filter(member -> member.status().learner()).toList();
    return full.isEmpty()
        ? Optional.empty()
        : cause(
            "the learner "
                + names(full)
                + " is above 90 % of its quota, and etcd cannot defragment a learner: it would"
                + " raise the alarm again",
            "remove it from the cluster (etcdctl member remove), run this, and add it again with"
                + " an empty data directory; or, where most of it is free pages, stop it, run "
                + full.get(0).status().offlineTool()
                + " defrag --data-dir DIR on its data, start it, and run this");
  }

  /** A defragmentation writes a copy beside the file. */
  static Optional<RecoverEnd.Cause> smallDataDisk(
      RecoverPlan plan, Optional<Path> dataDir, Disk disk) {
    if (dataDir.isEmpty()) {
      return Optional.empty();
    }
    try {
      long free = disk.usableBytes(dataDir.get());
      return free >= plan.copyBytes()
          ? Optional.empty()
          : cause(
              "a defragmentation needs %s free in %s for its copy, and %s are"
                  .formatted(Words.size(plan.copyBytes()), dataDir.get(), Words.size(free)),
              "make room there: old logs, old snapshots");
    } catch (IOException e) {
      return cause("--data-dir cannot be looked at: " + e, "name etcd's data directory");
    }
  }

  /** Without one nobody could tell afterwards what was done. */
  static Optional<RecoverEnd.Cause> noAudit(AuditLog audit) {
    try {
      audit.probe();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(noAudit(e));
    }
  }

  static RecoverEnd.Cause noAudit(IOException e) {
    return new RecoverEnd.Cause(
        "the audit log cannot be written: "
            + (e instanceof FileSystemException named ? named.getFile() + ": " : "")
            + CannotWrite.why(e),
        "name a file that this user may write with --audit-log, or send it to standard output with"
            + " --audit-log -");
  }

  /** Files that did not become small enough for the alarm to be taken back. */
  static Optional<RecoverEnd.Cause> tooLarge(ClusterSample now, RecoverPlan plan) {
    List<MemberPlan> large =
        now.members().stream()
            .filter(member -> member.outcome().reached().isPresent())
            .map(MemberPlan::asItIs)
            .filter(MemberPlan::tooLargeNow)
            .toList();
    return large.isEmpty()
        ? Optional.empty()
        : cause(
            names(large)
                + " is still above 90 % of its quota after compaction and defragmentation, so the"
                + " alarm stays: without it the next writes would fill the file",
            RaiseQuota.advice(plan));
  }
}
