package dev.etcdstorage.exporter.maintenance.recover;

import dev.etcdstorage.exporter.etcd.Answer;
import dev.etcdstorage.exporter.etcd.Deadline;
import dev.etcdstorage.exporter.etcd.Done;
import dev.etcdstorage.exporter.etcd.Failure;
import dev.etcdstorage.exporter.etcd.Reason;
import dev.etcdstorage.exporter.sample.MemberSample;
import java.time.Duration;

/**
 * Drops history. A physical compaction waits only for the member that is called, so each voter is
 * called (a learner takes no such call). The calls after the first wait for their own member and
 * then answer that it is compacted, as all do if it was done before.
 */
final class CompactStep {
  private final RunContext context;
  private boolean allEnded = true;

  CompactStep(RunContext context) {
    this.context = context;
  }

  /**
   * Compacts at the plan's revision.
   *
   * @return whether every call ended; a compaction whose call did not goes on unseen
   */
  boolean run(RecoverPlan plan) throws InterruptedException, StepFailed {
    Journal journal = context.journal();
    if (plan.compactTo() < 1) {
      journal.skipped(Step.COMPACT, "there is no history before what is to be kept");
      return true;
    }
    Duration began = journal.mark();
    journal.begun(Step.COMPACT, "at revision " + plan.compactTo());
    for (MemberPlan member : plan.voters()) {
      context.endIfStopped();
      compact(member.member(), plan);
    }
    journal.done(Step.COMPACT, began, "at revision " + plan.compactTo());
    return allEnded;
  }

  private void compact(MemberSample member, RecoverPlan plan)
      throws InterruptedException, StepFailed {
    RecoverListener listener = context.listener();
    listener.compacts(member.member());
    Deadline deadline =
        Deadline.in(Duration.ofMinutes(10).plus(plan.compactionTime().multipliedBy(10)));
    Answer<Done> answer =
        context
            .sleeper()
            .await(
                context.cluster().control(member.endpoint()).compact(plan.compactTo(), deadline),
                elapsed -> listener.waits(Step.COMPACT, elapsed));
    String outcome = "done";
    String detail = "";
    if (answer instanceof Answer.Refused<Done> refused) {
      Failure failure = refused.failure();
      if (failure.compacted()) {
        detail = "it was compacted already";
      } else if (failure.reason() == Reason.TIMEOUT) {
        allEnded = false;
        outcome = "begun";
        detail = "it did not end within the deadline and goes on";
        listener.note(member.member() + ": the compaction goes on past its deadline");
      } else {
        context.journal().member(Step.COMPACT, member.member(), "failed", failure.detail());
        throw new StepFailed(
            Step.COMPACT,
            member.member() + " did not compact: " + failure.detail(),
            "no live data is touched by this; run it again when all members are well");
      }
    }
    context.journal().member(Step.COMPACT, member.member(), outcome, detail);
  }
}
