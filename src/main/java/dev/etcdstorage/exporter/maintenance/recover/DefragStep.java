package dev.etcdstorage.exporter.maintenance.recover;

import dev.etcdstorage.exporter.maintenance.DefragRecord;
import dev.etcdstorage.exporter.maintenance.DefragRun;
import dev.etcdstorage.exporter.maintenance.Guard;
import dev.etcdstorage.exporter.maintenance.MaintainedCluster;
import dev.etcdstorage.exporter.maintenance.Refusal;
import dev.etcdstorage.exporter.maintenance.RunEnd;
import dev.etcdstorage.exporter.maintenance.RunListener;
import dev.etcdstorage.exporter.maintenance.Waiting;
import dev.etcdstorage.exporter.sample.ClusterSample;
import dev.etcdstorage.exporter.sample.MemberSample;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Each voter whose file is worth it, one after the other. */
final class DefragStep {
  private final MaintainedCluster cluster;
  private final RecoverGuards guards;
  private final Waiting waiting;
  private final RecoverListener listener;
  private final BooleanSupplier stop;

  DefragStep(
      MaintainedCluster cluster,
      RecoverGuards guards,
      Waiting waiting,
      RecoverListener listener,
      BooleanSupplier stop) {
    this.cluster = cluster;
    this.guards = guards;
    this.waiting = waiting;
    this.listener = listener;
    this.stop = stop;
  }

  /**
   * Runs over those of the plan.
   *
   * @param plan as it is after the compaction
   */
  void run(RecoverPlan plan, Journal journal) throws InterruptedException, StepFailed {
    List<MemberSample> chosen = plan.toDefragment().stream().map(MemberPlan::member).toList();
    if (chosen.isEmpty()) {
      journal.skipped(Step.DEFRAG, "every file is small already");
      return;
    }
    Duration began = journal.mark();
    String names = String.join(", ", chosen.stream().map(MemberSample::member).toList());
    journal.begun(Step.DEFRAG, names);
    RunEnd end = new DefragRun(cluster, this::before, waiting, new Written(journal)).run(chosen);
    if (end instanceof RunEnd.Refused refused) {
      if (stop.getAsBoolean()) {
        throw new InterruptedException("asked to stop");
      }
      journal.member(Step.DEFRAG, refused.member(), "refused", refused.refusal().toString());
      throw new StepFailed(
          Step.DEFRAG,
          "stopped before " + refused.member() + ": " + refused.refusal(),
          "those before it are done; mend that and run it again, it goes on from here");
    }
    if (end instanceof RunEnd.Failed failed) {
      throw new StepFailed(
          Step.DEFRAG,
          "the defragmentation of " + failed.member() + " failed: " + failed.last().detail(),
          "no other member was touched after it; see its log, and run it again when it is well");
    }
    journal.done(Step.DEFRAG, began, names);
  }

  private Optional<Refusal> before(ClusterSample now, MemberSample member)
      throws InterruptedException {
    return stop.getAsBoolean()
        ? Optional.of(new Refusal(Guard.KILL_SWITCH, "asked to stop"))
        : guards.refusal(now);
  }

  /** Writes each member down as it goes. */
  private final class Written implements RunListener {
    private final Journal journal;

    Written(Journal journal) {
      this.journal = journal;
    }

    @Override
    public void leaderMoves(MemberSample from, MemberSample to) {
      journal.member(Step.DEFRAG, from.member(), "done", "gives its leadership to " + to.member());
      listener.leaderMoves(from, to);
    }

    @Override
    public void begins(MemberSample member, Duration expected) {
      journal.member(Step.DEFRAG, member.member(), "begun", "");
      listener.begins(member, expected);
    }

    @Override
    public void runs(MemberSample member, Duration elapsed, Duration expected) {
      listener.runs(member, elapsed, expected);
    }

    @Override
    public void overdue(MemberSample member, Duration elapsed) {
      listener.overdue(member, elapsed);
    }

    @Override
    public void ended(MemberSample member, DefragRecord result) {
      if (result.succeeded()) {
        journal.member(
            Step.DEFRAG,
            member.member(),
            result.bytesBefore(),
            result.bytesAfter(),
            result.took(),
            "done");
      } else {
        journal.member(Step.DEFRAG, member.member(), "failed", result.detail());
      }
      listener.ended(member, result);
    }
  }
}
