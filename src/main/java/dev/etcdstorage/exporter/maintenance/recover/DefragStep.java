package dev.etcdstorage.exporter.maintenance.recover;

import dev.etcdstorage.exporter.maintenance.ClusterGuards;
import dev.etcdstorage.exporter.maintenance.DefragRun;
import dev.etcdstorage.exporter.maintenance.RunEnd;
import dev.etcdstorage.exporter.maintenance.RunListener;
import dev.etcdstorage.exporter.maintenance.guard.Refusal;
import dev.etcdstorage.exporter.sample.ClusterSample;
import dev.etcdstorage.exporter.sample.MemberSample;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Defragments each voter whose file is worth it, one after the other. */
final class DefragStep implements RunEnd.Cases<Optional<StepFailed>> {
  private final RunContext context;
  private final ClusterGuards guards;

  DefragStep(RunContext context, ClusterGuards guards) {
    this.context = context;
    this.guards = guards;
  }

  /**
   * @param plan as it is after the compaction
   */
  void run(RecoverPlan plan) throws InterruptedException, StepFailed {
    Journal journal = context.journal();
    List<MemberSample> chosen = plan.toDefragment().stream().map(MemberPlan::member).toList();
    if (chosen.isEmpty()) {
      journal.skipped(Step.DEFRAG, "every file is small already");
      return;
    }
    Duration began = journal.mark();
    String names = String.join(", ", chosen.stream().map(MemberSample::member).toList());
    journal.begun(Step.DEFRAG, names);
    RunListener listener = new JournalingListener(journal).and(context.listener());
    RunEnd end =
        new DefragRun(context.cluster(), this::before, context.sleeper(), listener).run(chosen);
    Optional<StepFailed> failure = end.match(this);
    if (failure.isPresent()) {
      throw failure.get();
    }
    journal.done(Step.DEFRAG, began, names);
  }

  private Optional<Refusal> before(ClusterSample now, MemberSample member)
      throws InterruptedException {
    context.endIfStopped();
    Optional<Refusal> refusal = guards.refusal(now, List.of(member));
    // The guards may have taken a while; if the run is to stop meanwhile, nothing begins.
    context.endIfStopped();
    return refusal;
  }

  @Override
  public Optional<StepFailed> finished(RunEnd.Finished end) {
    return Optional.empty();
  }

  @Override
  public Optional<StepFailed> refused(RunEnd.Refused end) {
    context.journal().member(Step.DEFRAG, end.member(), "refused", end.refusal().toString());
    return Optional.of(
        new StepFailed(
            Step.DEFRAG,
            "stopped before " + end.member() + ": " + end.refusal(),
            "those before it are done; fix that and run it again, and it continues from here"));
  }

  @Override
  public Optional<StepFailed> failed(RunEnd.Failed end) {
    return Optional.of(
        new StepFailed(
            Step.DEFRAG,
            "the defragmentation of " + end.member() + " failed: " + end.last().detail(),
            "no other member was touched after it; see its log, and run it again when it is"
                + " well"));
  }
}
