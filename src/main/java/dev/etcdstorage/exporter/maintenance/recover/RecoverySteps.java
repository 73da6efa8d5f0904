package dev.etcdstorage.exporter.maintenance.recover;

import dev.etcdstorage.exporter.maintenance.ClusterGuards;
import dev.etcdstorage.exporter.maintenance.guard.GuardAdvice;
import dev.etcdstorage.exporter.maintenance.guard.Refusal;
import dev.etcdstorage.exporter.sample.ClusterSample;
import dev.etcdstorage.exporter.sample.MemberSample;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The steps of a run, one after the other. Asks the guards before each change. */
final class RecoverySteps {
  private static final Duration LOOK = Duration.ofSeconds(10);

  private final RunContext context;
  private final ClusterGuards guards;
  private final SnapshotTarget target;
  private Step current = Step.PLAN;

  RecoverySteps(RunContext context, ClusterGuards guards, SnapshotTarget target) {
    this.context = context;
    this.guards = guards;
    this.target = target;
  }

  /** The step under way, or the last one when the run has ended. */
  Step current() {
    return current;
  }

  RecoverEnd.Recovered recover(RecoverPlan plan) throws InterruptedException, StepFailed {
    Optional<Path> snapshot = Optional.empty();
    if (!plan.disarmOnly()) {
      begin(Step.SNAPSHOT);
      snapshot = new SnapshotStep(context, target).run(plan);
      compactAndDefragment(plan);
    }
    if (plan.nospace()) {
      begin(Step.DISARM);
      ClusterSample now = guarded();
      new DisarmStep(context).run(plan, now);
    }
    ClusterSample end = prove(plan);
    return new RecoverEnd.Recovered(plan, sizes(plan, end), context.journal().took(), snapshot);
  }

  private void compactAndDefragment(RecoverPlan plan) throws InterruptedException, StepFailed {
    begin(Step.COMPACT);
    guarded();
    boolean ended = new CompactStep(context).run(plan);
    begin(Step.SETTLE);
    new SettleStep(context).run(ended);
    begin(Step.DEFRAG);
    new DefragStep(context, guards).run(plan.seenAgain(guarded()));
  }

  /** Writes a test key, and looks at all members again. */
  ClusterSample prove(RecoverPlan plan) throws InterruptedException, StepFailed {
    begin(Step.CANARY);
    new CanaryStep(context).run(plan.voters());
    begin(Step.VERIFY);
    return new VerifyStep(context).run(guarded(), plan.needed());
  }

  private void begin(Step next) throws InterruptedException {
    current = next;
    context.endIfStopped();
  }

  /** The present cluster, if no guard refuses. */
  private ClusterSample guarded() throws InterruptedException, StepFailed {
    ClusterSample now = context.cluster().look(LOOK);
    Optional<Refusal> refusal = guards.refusal(now, now.voters());
    if (refusal.isPresent()) {
      throw new StepFailed(
          current, refusal.get().toString(), GuardAdvice.of(refusal.get().guard()));
    }
    return now;
  }

  private static List<RecoverEnd.Size> sizes(RecoverPlan plan, ClusterSample end) {
    return plan.members().stream()
        .flatMap(
            before ->
                end.find(before.member()).flatMap(MemberSample::space).stream()
                    .map(now -> RecoverEnd.Size.of(before, now)))
        .toList();
  }
}
