package dev.etcdstorage.exporter.maintenance.recover;

import dev.etcdstorage.exporter.etcd.Answer;
import dev.etcdstorage.exporter.etcd.Deadline;
import dev.etcdstorage.exporter.maintenance.Guard;
import dev.etcdstorage.exporter.maintenance.MaintainedCluster;
import dev.etcdstorage.exporter.maintenance.Refusal;
import dev.etcdstorage.exporter.maintenance.Waiting;
import dev.etcdstorage.exporter.sample.ClusterSample;
import dev.etcdstorage.exporter.sample.MemberSample;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * One run, from the first look to the last. What is to be done follows from what etcd says, never
 * from an earlier run's log, so that a run that broke off anywhere is continued by the next.
 */
public final class Recovery {
  private static final Duration LOOK = Duration.ofSeconds(10);
  private static final Duration READ_LIMIT = Duration.ofSeconds(15);

  private final MaintainedCluster cluster;
  private final Estimator estimator;
  private final RecoverSettings settings;
  private final Disk disk;
  private final Waiting waiting;
  private final RecoverListener listener;
  private final BooleanSupplier stop;
  private final RecoverGuards guards;
  private final AuditLog audit;
  private final SnapshotTarget target;
  private final SnapshotStep snapshot;
  private final Journal journal;
  private Step step = Step.PLAN;

  /**
   * @param run tells this run's audit entries from others'
   * @param audit of a dry run nothing is written, but it is tried whether that would go
   * @param stop asked between what cannot be broken off; true ends the run there
   */
  public Recovery(
      MaintainedCluster cluster,
      Estimator estimator,
      RecoverSettings settings,
      Disk disk,
      Waiting waiting,
      String run,
      AuditLog audit,
      RecoverListener listener,
      BooleanSupplier stop) {
    this.cluster = cluster;
    this.estimator = estimator;
    this.settings = settings;
    this.disk = disk;
    this.waiting = waiting;
    this.listener = listener;
    this.stop = stop;
    this.guards = new RecoverGuards(cluster, waiting, settings.allowUnsafeVersion());
    this.audit = audit;
    this.target = new SnapshotTarget(settings.snapshot(), disk, waiting);
    this.snapshot = new SnapshotStep(cluster, target, waiting, listener, stop);
    this.journal = new Journal(run, settings.act() ? audit : AuditLog.NONE, waiting, listener);
  }

  /** Runs to an end, whichever it is. An interrupted thread breaks it off at once. */
  public RecoverEnd run() {
    try {
      RecoverEnd end = look();
      if (end instanceof RecoverEnd.Failed failed) {
        journal.ended(failed.step(), "failed", failed.cause().why());
      }
      return end;
    } catch (InterruptedException e) {
      journal.ended(step, "stopped", "somebody wanted it to stop");
      return new RecoverEnd.Stopped(step, goesOn());
    }
  }

  private Optional<String> goesOn() {
    return switch (step) {
      case COMPACT, SETTLE ->
          Optional.of("the compaction, if it had begun, goes on in etcd; it touches no live data");
      case DEFRAG ->
          Optional.of(
              "a defragmentation that had begun goes on in etcd; its member answers when it is done");
      default -> Optional.empty();
    };
  }

  private RecoverEnd look() throws InterruptedException {
    ClusterSample sample = cluster.look(LOOK);
    Optional<Refusal> refusal = guards.refusal(sample);
    if (refusal.isPresent()) {
      return new RecoverEnd.Refused(refusal.get(), GuardAdvice.of(refusal.get().guard()));
    }
    Answer<Long> revision =
        Pending.of(
            guards.control(sample).confirmedRevision(Deadline.in(READ_LIMIT)),
            waiting,
            elapsed -> {});
    if (revision instanceof Answer.Refused<Long> refused) {
      return new RecoverEnd.Refused(
          new Refusal(Guard.NO_QUORUM, refused.failure().detail()),
          GuardAdvice.of(Guard.NO_QUORUM));
    }
    RecoverPlan plan = plan(sample, revision.got().orElseThrow());
    listener.planned(plan, target.room());
    return decide(plan);
  }

  private RecoverPlan plan(ClusterSample sample, long revision) throws InterruptedException {
    RecoverPlan unread =
        RecoverPlan.of(
            sample, LiveData.unknown("it was not read"), revision, settings.keepRevisions());
    if (unread.disarmOnly() && unread.roomForLargeValues()) {
      return unread;
    }
    MemberSample source = RecoverPlan.source(sample);
    listener.reads(source);
    LiveData live = estimator.read(source);
    if (Thread.interrupted()) {
      throw new InterruptedException("asked to stop");
    }
    return RecoverPlan.of(sample, live, revision, settings.keepRevisions());
  }

  private RecoverEnd decide(RecoverPlan plan) throws InterruptedException {
    Optional<RecoverEnd.Cause> quota = Obstacles.unknownQuota(plan);
    if (quota.isPresent()) {
      return new RecoverEnd.NotBegun(quota.get());
    }
    if (!plan.needed()) {
      return nothing(plan);
    }
    if (plan.disarmOnly()) {
      return begin(plan, Obstacles.noAudit(audit).stream());
    }
    Optional<RecoverEnd.Cause> learner = Obstacles.fullLearner(plan);
    if (learner.isPresent()) {
      return new RecoverEnd.NotBegun(learner.get());
    }
    if (!plan.tooLargeAfter().isEmpty()) {
      return new RecoverEnd.Alive(plan);
    }
    return begin(
        plan,
        Stream.of(
                target.obstacle(plan),
                Obstacles.smallDataDisk(plan, settings.dataDir(), disk),
                Obstacles.noAudit(audit))
            .flatMap(Optional::stream));
  }

  private RecoverEnd begin(RecoverPlan plan, Stream<RecoverEnd.Cause> inTheWay)
      throws InterruptedException {
    List<RecoverEnd.Cause> missing = inTheWay.toList();
    if (!missing.isEmpty()) {
      return new RecoverEnd.NotBegun(missing);
    }
    return settings.act() ? act(plan) : new RecoverEnd.Planned(plan);
  }

  private Optional<RecoverEnd> noAudit(RecoverPlan plan) {
    try {
      journal.open(plan);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(new RecoverEnd.NotBegun(Obstacles.noAudit(e)));
    }
  }

  private RecoverEnd nothing(RecoverPlan plan) throws InterruptedException {
    if (!settings.act()) {
      return new RecoverEnd.NothingToDo(plan, false);
    }
    Optional<RecoverEnd> noAudit = noAudit(plan);
    if (noAudit.isPresent()) {
      return noAudit.get();
    }
    try {
      prove(plan);
      return new RecoverEnd.NothingToDo(plan, true);
    } catch (StepFailed e) {
      return new RecoverEnd.Failed(e.step(), e.why());
    }
  }

  private RecoverEnd act(RecoverPlan plan) throws InterruptedException {
    Optional<RecoverEnd> noAudit = noAudit(plan);
    if (noAudit.isPresent()) {
      return noAudit.get();
    }
    try {
      Optional<Path> file = plan.disarmOnly() ? Optional.empty() : take(plan);
      if (!plan.disarmOnly()) {
        free(plan);
      }
      if (plan.nospace()) {
        enter(Step.DISARM);
        ClusterSample now = guarded(Step.DISARM);
        Optional<RecoverEnd.Cause> large = Obstacles.tooLarge(now, plan);
        if (large.isPresent()) {
          return new RecoverEnd.Failed(Step.DISARM, large.get());
        }
        new DisarmStep(guards.control(now), waiting).run(journal);
      }
      ClusterSample end = prove(plan);
      return new RecoverEnd.Recovered(plan, sizes(plan, end), journal.took(), file);
    } catch (StepFailed e) {
      return new RecoverEnd.Failed(e.step(), e.why());
    }
  }

  private Optional<Path> take(RecoverPlan plan) throws InterruptedException, StepFailed {
    enter(Step.SNAPSHOT);
    return snapshot.run(plan, journal);
  }

  /** Compacts and defragments. */
  private void free(RecoverPlan plan) throws InterruptedException, StepFailed {
    enter(Step.COMPACT);
    guarded(Step.COMPACT);
    CompactStep compaction = new CompactStep(cluster, waiting, listener, stop);
    compaction.run(plan, journal);
    enter(Step.SETTLE);
    compaction.settle(journal);
    enter(Step.DEFRAG);
    ClusterSample now = guarded(Step.DEFRAG);
    RecoverPlan compacted =
        RecoverPlan.of(now, plan.live(), plan.revision(), settings.keepRevisions());
    new DefragStep(cluster, guards, waiting, listener, stop).run(compacted, journal);
  }

  private ClusterSample prove(RecoverPlan plan) throws InterruptedException, StepFailed {
    enter(Step.CANARY);
    new CanaryStep(cluster, waiting).run(plan.voters(), journal);
    enter(Step.VERIFY);
    ClusterSample now = guarded(Step.VERIFY);
    return new VerifyStep(cluster, waiting).run(guards.control(now), plan.needed(), journal);
  }

  private void enter(Step next) throws InterruptedException {
    step = next;
    if (stop.getAsBoolean()) {
      throw new InterruptedException("asked to stop");
    }
  }

  /** The cluster as it is now, when no guard speaks. */
  private ClusterSample guarded(Step next) throws InterruptedException, StepFailed {
    ClusterSample now = cluster.look(LOOK);
    Optional<Refusal> refusal = guards.refusal(now);
    if (refusal.isPresent()) {
      throw new StepFailed(next, refusal.get().toString(), GuardAdvice.of(refusal.get().guard()));
    }
    return now;
  }

  private static List<RecoverEnd.Size> sizes(RecoverPlan plan, ClusterSample end) {
    List<RecoverEnd.Size> sizes = new ArrayList<>();
    for (MemberPlan member : plan.members()) {
      for (MemberSample now : end.members()) {
        if (now.endpoint().equals(member.member().endpoint())) {
          now.outcome()
              .reached()
              .ifPresent(
                  reached ->
                      sizes.add(
                          new RecoverEnd.Size(
                              member.name(),
                              member.space().sizeBytes(),
                              reached.space().sizeBytes(),
                              member
                                  .quota()
                                  .filter(quota -> !quota.disabled())
                                  .map(quota -> quota.bytes()))));
        }
      }
    }
    return sizes;
  }
}
