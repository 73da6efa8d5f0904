package dev.etcdstorage.exporter.maintenance;

import dev.etcdstorage.exporter.maintenance.guard.Refusal;
import dev.etcdstorage.exporter.sample.ClusterSample;
import dev.etcdstorage.exporter.sample.MemberSample;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Defragments what is due, with every guard and under the cluster's lock. Decisions without the
 * lock are only a plan and are made again under it, since another run may have ended meanwhile.
 */
public final class GuardedDefrag {
  private static final Duration LOOK = Duration.ofSeconds(5);

  private final MaintainedCluster cluster;
  private final Sleeper sleeper;
  private final RunSettings settings;
  private final AnyMember members;
  private final KeptRuns kept;
  private final ClusterGuards guards;
  private final DefragPlanner planner;

  /**
   * Settings of a run.
   *
   * @param program for the person who finds the lock held: {@code defrag} or {@code serve}
   * @param lockTimeToLive how long the lock outlives a program that was killed; longer than a
   *     leader may fail to renew leases, as it may while it defragments
   * @param farewell times the waiting for the member at work when the run is to end
   */
  public record RunSettings(
      String program, Duration lockTimeToLive, DefragLimits limits, Sleeper farewell) {
    public static final Duration LOCK_TIME_TO_LIVE = Duration.ofMinutes(5);
  }

  public GuardedDefrag(
      MaintainedCluster cluster, DefragRules rules, Sleeper sleeper, RunSettings settings) {
    this.cluster = cluster;
    this.sleeper = sleeper;
    this.settings = settings;
    this.members = new AnyMember(cluster);
    this.kept = new KeptRuns(members);
    this.guards = new ClusterGuards(cluster, members, rules.guards(), sleeper);
    this.planner = new DefragPlanner(rules.policy(), guards, kept, sleeper);
  }

  public DefragPlan plan() {
    return planner.plan(look(), guards::lockHolder);
  }

  private ClusterSample look() {
    ClusterSample sample = cluster.look(LOOK);
    members.follow(sample);
    return sample;
  }

  /**
   * The last guarded run of each member, by its name, as kept in etcd; empty if there was none or
   * it cannot be read.
   */
  public Map<String, Optional<DefragRecord>> lastRuns() {
    ClusterSample sample = look();
    Map<String, Optional<DefragRecord>> runs = new LinkedHashMap<>();
    sample.unwatched().forEach(away -> runs.put(away.name(), Optional.empty()));
    for (MemberSample member : sample.members()) {
      runs.put(
          member.member(),
          member
              .status()
              .flatMap(status -> kept.read(status.memberId()).got().flatMap(run -> run)));
    }
    return runs;
  }

  /**
   * Takes the lock and runs.
   *
   * @throws InterruptedException when it is to end; the lock has then been released or left to its
   *     lease
   */
  public GuardedEnd run(GuardedListener listener) throws InterruptedException {
    LockHolder holder = LockHolder.self(settings.program(), sleeper.instant());
    return RunLock.take(members, holder, settings.lockTimeToLive(), sleeper)
        .match(lock -> run(lock, listener), GuardedEnd.NotBegun::new);
  }

  private GuardedEnd run(RunLock lock, GuardedListener listener) throws InterruptedException {
    RecordingListener record = new RecordingListener(members, kept, listener);
    try {
      return run(lock, record, listener);
    } finally {
      giveBack(lock, record.atWork(), listener);
    }
  }

  private GuardedEnd run(RunLock lock, RecordingListener record, GuardedListener listener)
      throws InterruptedException {
    ClusterSample sample = look();
    DefragPlan plan = planner.plan(sample, Optional::empty);
    if (plan.nothingDue()) {
      return new GuardedEnd.NothingDue(plan);
    }
    Optional<Refusal> refusal = plan.refusal();
    if (refusal.isPresent()) {
      return new GuardedEnd.NotBegun(refusal.get());
    }
    forgetMembersThatLeft(sample, listener);
    Gate gate = (now, member) -> guards.refusal(now, List.of(member), lock::check);
    return new GuardedEnd.Ran(
        new DefragRun(cluster, gate, sleeper, record.and(listener), settings.limits())
            .run(plan.due()));
  }

  /** A write, so only under the lock and after every guard. */
  private void forgetMembersThatLeft(ClusterSample sample, GuardedListener listener) {
    sample
        .leader()
        .flatMap(leader -> cluster.memberIds(leader, LOOK))
        .ifPresent(listed -> kept.forgetAllBut(listed).forEach(listener::forgotten));
  }

  private void giveBack(RunLock lock, Optional<MemberSample> atWork, GuardedListener listener) {
    if (atWork.isEmpty() || answersAgain(atWork.get(), listener)) {
      lock.release().ifPresent(why -> listener.lockLeft(Optional.empty()));
    } else {
      listener.lockLeft(lock.abandon());
    }
  }

  private boolean answersAgain(MemberSample member, GuardedListener listener) {
    listener.leaves(member);
    try {
      do {
        // A defragmentation that was just requested has begun after this.
        settings.farewell().sleep(Duration.ofSeconds(1));
      } while (cluster.look(LOOK).find(member).flatMap(MemberSample::status).isEmpty());
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }
}
