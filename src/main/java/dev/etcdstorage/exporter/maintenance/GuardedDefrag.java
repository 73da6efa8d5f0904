package dev.etcdstorage.exporter.maintenance;

import dev.etcdstorage.exporter.etcd.Answer;
import dev.etcdstorage.exporter.etcd.Failure;
import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.maintenance.MemberChoice.Choice;
import dev.etcdstorage.exporter.sample.ClusterSample;
import dev.etcdstorage.exporter.sample.MemberSample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Defragments what is due, with every guard and under the cluster's lock. What is decided without
 * the lock is only a plan: it is decided again with the lock in hand, since another run may have
 * ended meanwhile.
 */
public final class GuardedDefrag {
  private static final Duration LOOK = Duration.ofSeconds(5);

  private final MaintainedCluster cluster;
  private final DefragRules rules;
  private final Waiting waiting;
  private final RunSettings settings;
  private final AnyMember members;
  private final KeptRuns kept;
  private final Witness witness;

  /**
   * How a run goes about it.
   *
   * @param program for the person who finds the lock held: {@code defrag} or {@code serve}
   * @param lockTimeToLive how long the lock outlives a program that was killed; longer than a
   *     leader may fail to renew leases, which it may while it defragments
   * @param farewell what is waited by for the member at work when the run is to end
   */
  public record RunSettings(
      String program, Duration lockTimeToLive, DefragLimits limits, Waiting farewell) {
    public static final Duration LOCK_TIME_TO_LIVE = Duration.ofMinutes(5);
  }

  public GuardedDefrag(
      MaintainedCluster cluster, DefragRules rules, Waiting waiting, RunSettings settings) {
    this.cluster = cluster;
    this.rules = rules;
    this.waiting = waiting;
    this.settings = settings;
    this.members = new AnyMember(cluster);
    this.kept = new KeptRuns(members);
    this.witness = new Witness(cluster, members, rules, waiting);
  }

  /** Changes nothing. */
  public DefragPlan plan() {
    ClusterSample sample = cluster.look(LOOK);
    members.seen(sample);
    Answer<Optional<Refusal>> lock = RunLock.look(members, waiting);
    Optional<Refusal> unread =
        lock.refusal()
            .map(
                why ->
                    new Refusal(
                        Guard.LOCKED, "whether anybody has it is unknown: " + why.detail()));
    return plan(sample, unread.or(() -> lock.got().flatMap(held -> held)));
  }

  private DefragPlan plan(ClusterSample sample, Optional<Refusal> lock) {
    List<MemberChoice> choices = new ArrayList<>();
    for (MemberSample member : sample.members()) {
      choices.add(choose(member));
    }
    List<MemberSample> due =
        choices.stream()
            .filter(choice -> choice.choice() == Choice.DUE)
            .map(MemberChoice::member)
            .toList();
    List<MemberSample> order = DefragOrder.of(sample, due);
    List<MemberChoice> sorted = new ArrayList<>(choices);
    sorted.sort(
        Comparator.comparingInt(
            choice -> {
              int at = order.indexOf(choice.member());
              return at < 0 ? order.size() : at;
            }));
    return new DefragPlan(sorted, Guards.of(witness.gather(sample, lock), order));
  }

  private MemberChoice choose(MemberSample member) {
    Optional<Long> id = Voters.status(member).map(MemberStatus::memberId);
    Answer<Optional<DefragRecord>> last =
        id.map(kept::read).orElse(new Answer.Got<>(Optional.empty()));
    return last.got()
        .map(run -> rules.policy().choose(member, run, waiting.instant()))
        .orElseGet(
            () ->
                MemberChoice.unknown(
                    member,
                    "its last run cannot be read: "
                        + last.refusal().map(Failure::detail).orElse("no answer")));
  }

  /**
   * The last guarded run of each member, by its name, as kept in etcd; empty where there was none
   * or it cannot be read.
   */
  public Map<String, Optional<DefragRecord>> lastRuns() {
    ClusterSample sample = cluster.look(LOOK);
    members.seen(sample);
    Map<String, Optional<DefragRecord>> runs = new LinkedHashMap<>();
    sample.unwatched().forEach(away -> runs.put(away.name(), Optional.empty()));
    for (MemberSample member : sample.members()) {
      runs.put(
          member.member(),
          Voters.status(member)
              .flatMap(status -> kept.read(status.memberId()).got().flatMap(run -> run)));
    }
    return runs;
  }

  /**
   * Does it.
   *
   * @throws InterruptedException when it is to end; the lock is taken care of
   */
  public GuardedEnd run(GuardedListener listener) throws InterruptedException {
    LockHolder holder = LockHolder.self(settings.program(), waiting.instant());
    RunLock.Attempt attempt = RunLock.take(members, holder, settings.lockTimeToLive(), waiting);
    if (attempt instanceof RunLock.Attempt.Refused refused) {
      return new GuardedEnd.NotBegun(refused.refusal());
    }
    RunLock lock = ((RunLock.Attempt.Taken) attempt).lock();
    Told told = new Told(listener);
    try {
      return run(lock, told);
    } finally {
      giveBack(lock, told);
    }
  }

  private GuardedEnd run(RunLock lock, Told told) throws InterruptedException {
    ClusterSample sample = cluster.look(LOOK);
    DefragPlan plan = plan(sample, Optional.empty());
    if (plan.nothingDue()) {
      return new GuardedEnd.NothingDue(plan);
    }
    Optional<Refusal> refusal = plan.refusal();
    if (refusal.isPresent()) {
      return new GuardedEnd.NotBegun(refusal.get());
    }
    forgetMembersThatLeft(sample, told.listener);
    Gate gate = (now, member) -> ask(lock, now, member);
    return new GuardedEnd.Ran(
        new DefragRun(cluster, gate, waiting, told, settings.limits()).run(plan.due()));
  }

  /** A write, so only with the lock in hand and every guard passed. */
  private void forgetMembersThatLeft(ClusterSample sample, GuardedListener listener) {
    Voters.leader(sample)
        .flatMap(leader -> cluster.memberIds(leader, LOOK))
        .ifPresent(listed -> kept.forgetAllBut(listed).forEach(listener::forgotten));
  }

  private Optional<Refusal> ask(RunLock lock, ClusterSample now, MemberSample member) {
    members.seen(now);
    Evidence evidence = witness.gather(now, lock.check());
    return Guards.of(evidence, List.of(member)).stream()
        .filter(GuardAnswer::refuses)
        .map(GuardAnswer::refusal)
        .findFirst();
  }

  private void giveBack(RunLock lock, Told told) {
    if (told.atWork.isEmpty() || answersAgain(told)) {
      lock.release().ifPresent(why -> told.listener.lockLeft(Optional.empty()));
    } else {
      told.listener.lockLeft(lock.abandon());
    }
  }

  private boolean answersAgain(Told told) {
    MemberSample member = told.atWork.orElseThrow();
    told.listener.leaves(member);
    try {
      do {
        // What was asked a moment ago has begun when this is over.
        settings.farewell().rest(Duration.ofSeconds(1));
      } while (Voters.again(cluster.look(LOOK), member).flatMap(Voters::status).isEmpty());
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  /** Passes on what is told, and remembers what matters here. */
  private final class Told implements RunListener {
    private final GuardedListener listener;
    private Optional<MemberSample> atWork = Optional.empty();

    Told(GuardedListener listener) {
      this.listener = listener;
    }

    @Override
    public void leaderMoves(MemberSample from, MemberSample to) {
      listener.leaderMoves(from, to);
    }

    @Override
    public void begins(MemberSample member, Duration expected) {
      atWork = Optional.of(member);
      members.busy(Optional.of(member.endpoint()));
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
      atWork = Optional.empty();
      members.busy(Optional.empty());
      long id = Voters.status(member).map(MemberStatus::memberId).orElse(0L);
      kept.write(id, member.member(), result)
          .refusal()
          .ifPresent(why -> listener.notKept(member, why.detail()));
      listener.ended(member, result);
    }
  }
}
