package dev.etcdstorage.exporter.maintenance.recover;

import java.util.List;
import java.util.Optional;

/** Decisions from the plan alone. Pure. */
final class RecoverDecision {
  private RecoverDecision() {}

  /** How a run ends because of the cluster's state; empty if it may go on. */
  static Optional<RecoverEnd> end(RecoverPlan plan) {
    List<MemberPlan> unknown = plan.withoutKnownQuota();
    if (!unknown.isEmpty()) {
      return Optional.of(new RecoverEnd.NotBegun(unknownQuota(unknown)));
    }
    if (!plan.needed() || plan.disarmOnly()) {
      return Optional.empty();
    }
    List<MemberPlan> large = plan.tooLargeAfter();
    List<MemberPlan> learners = large.stream().filter(member -> member.status().learner()).toList();
    if (!learners.isEmpty()) {
      return Optional.of(new RecoverEnd.NotBegun(fullLearner(learners)));
    }
    return large.isEmpty()
        ? Optional.empty()
        : Optional.of(new RecoverEnd.LiveDataFillsQuota(plan));
  }

  /** Without the quota it cannot be known when it is safe to disarm. */
  private static RecoverEnd.Cause unknownQuota(List<MemberPlan> unknown) {
    return new RecoverEnd.Cause(
        "the quota of " + MemberPlan.names(unknown) + " is unknown",
        "give --quota-bytes with the value that etcd was started with (2GiB if it had none), or"
            + " --etcd.metrics-url");
  }

  /** Nothing makes a learner's file smaller, and it raises the alarm like any other. */
  private static RecoverEnd.Cause fullLearner(List<MemberPlan> full) {
    return new RecoverEnd.Cause(
        "the learner "
            + MemberPlan.names(full)
            + " is above 90% of its quota, and etcd cannot defragment a learner: it would"
            + " raise the alarm again",
        "remove it from the cluster (etcdctl member remove), run this, and add it again with"
            + " an empty data directory; or, where most of it is free pages, stop it, run "
            + full.get(0).status().offlineTool()
            + " defrag --data-dir DIR on its data, start it, and run this");
  }
}
