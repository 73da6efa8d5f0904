package dev.etcdstorage.exporter.maintenance.recover;

import dev.etcdstorage.exporter.etcd.Answer;
import dev.etcdstorage.exporter.etcd.Deadline;
import dev.etcdstorage.exporter.maintenance.ClusterGuards;
import dev.etcdstorage.exporter.maintenance.guard.Guard;
import dev.etcdstorage.exporter.maintenance.guard.GuardAdvice;
import dev.etcdstorage.exporter.maintenance.guard.GuardSettings;
import dev.etcdstorage.exporter.maintenance.guard.Refusal;
import dev.etcdstorage.exporter.sample.ClusterSample;
import dev.etcdstorage.exporter.sample.MemberSample;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One run, from the first look to the last. What to do follows from what etcd says, never from an
 * earlier run's log, so a run that broke off anywhere is continued by the next.
 */
public final class Recovery {
  private static final Duration LOOK = Duration.ofSeconds(10);
  private static final Duration READ_LIMIT = Duration.ofSeconds(15);

  private final RunContext context;
  private final RecoverSettings settings;
  private final Estimator estimator;
  private final ClusterGuards guards;
  private final SnapshotTarget target;
  private final Obstacles obstacles;
  private final RecoverySteps steps;

  public Recovery(RunContext context, RecoverSettings settings, Estimator estimator) {
    this.context = context;
    this.settings = settings;
    this.estimator = estimator;
    this.guards =
        new ClusterGuards(
            context.cluster(),
            GuardSettings.ofRecover(settings.stopFile(), settings.allowUnsafeVersion()),
            context.sleeper());
    this.target = new SnapshotTarget(settings.snapshot(), context.disk(), context.sleeper());
    this.obstacles = new Obstacles(context, target, settings.dataDir());
    this.steps = new RecoverySteps(context, guards, target);
  }

  /** Runs to its end. Interrupting the thread breaks it off at once. */
  public RecoverEnd run() {
    try {
      return look();
    } catch (StepFailed e) {
      context.journal().ended(e.step(), "failed", e.cause().why());
      return new RecoverEnd.Failed(e.step(), e.cause());
    } catch (InterruptedException e) {
      Step step = steps.current();
      context.journal().ended(step, "stopped", "on request");
      return new RecoverEnd.Stopped(step, step.goesOn());
    }
  }

  private RecoverEnd look() throws InterruptedException, StepFailed {
    ClusterSample sample = context.cluster().look(LOOK);
    Optional<Refusal> refusal = guards.refusal(sample, sample.voters());
    if (refusal.isPresent()) {
      return new RecoverEnd.Refused(refusal.get(), GuardAdvice.of(refusal.get().guard()));
    }
    Answer<Long> revision =
        context.sleeper().await(context.leader(sample).confirmedRevision(Deadline.in(READ_LIMIT)));
    if (revision instanceof Answer.Refused<Long> refused) {
      return new RecoverEnd.Refused(
          new Refusal(Guard.NO_QUORUM, refused.failure().detail()),
          GuardAdvice.of(Guard.NO_QUORUM));
    }
    RecoverPlan plan = plan(sample, revision.got().orElseThrow());
    context.listener().planned(plan, target.room());
    Optional<RecoverEnd> end = RecoverDecision.end(plan);
    return end.isPresent() ? end.get() : begin(plan);
  }

  private RecoverPlan plan(ClusterSample sample, long revision) throws InterruptedException {
    RecoverPlan unread =
        RecoverPlan.of(
            sample, LiveData.unknown("it was not read"), revision, settings.keepRevisions());
    if (unread.disarmOnly() && unread.roomForLargeValues()) {
      return unread;
    }
    MemberSample source = RecoverPlan.source(sample);
    context.listener().reads(source);
    LiveData live = estimator.read(source, far -> context.listener().reading(source, far));
    if (Thread.interrupted()) {
      throw new InterruptedException("asked to stop");
    }
    return RecoverPlan.of(sample, live, revision, settings.keepRevisions());
  }

  private RecoverEnd begin(RecoverPlan plan) throws InterruptedException, StepFailed {
    List<RecoverEnd.Cause> inTheWay = plan.needed() ? obstacles.of(plan) : List.of();
    if (!inTheWay.isEmpty()) {
      return new RecoverEnd.NotBegun(inTheWay);
    }
    if (!settings.act()) {
      return plan.needed() ? new RecoverEnd.Planned(plan) : new RecoverEnd.NothingToDo(plan, false);
    }
    try {
      context.journal().open(plan);
    } catch (IOException e) {
      return new RecoverEnd.NotBegun(Obstacles.noAudit(e));
    }
    if (plan.needed()) {
      return steps.recover(plan);
    }
    steps.prove(plan);
    return new RecoverEnd.NothingToDo(plan, true);
  }
}
