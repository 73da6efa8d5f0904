package dev.etcdstorage.exporter.maintenance;

import dev.etcdstorage.exporter.etcd.Answer;
import dev.etcdstorage.exporter.etcd.Deadline;
import dev.etcdstorage.exporter.etcd.Done;
import dev.etcdstorage.exporter.etcd.Failure;
import dev.etcdstorage.exporter.maintenance.guard.Guard;
import dev.etcdstorage.exporter.maintenance.guard.Refusal;
import dev.etcdstorage.exporter.sample.ClusterSample;
import dev.etcdstorage.exporter.sample.MemberSample;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Defragments members one after the other. Before each, the cluster is sampled again and the gate
 * asked; the first member that fails ends the run. The leader comes last and transfers leadership
 * first, at most once in a run.
 */
public final class DefragRun {
  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final Duration STEP = Duration.ofMillis(500);
  private static final Duration MOVE_LIMIT = Duration.ofSeconds(15);

  private final MaintainedCluster cluster;
  private final Gate gate;
  private final Sleeper sleeper;
  private final RunListener listener;
  private final DefragLimits limits;

  public DefragRun(MaintainedCluster cluster, Gate gate, Sleeper sleeper, RunListener listener) {
    this(cluster, gate, sleeper, listener, DefragLimits.USUAL);
  }

  public DefragRun(
      MaintainedCluster cluster,
      Gate gate,
      Sleeper sleeper,
      RunListener listener,
      DefragLimits limits) {
    this.limits = limits;
    this.cluster = cluster;
    this.gate = gate;
    this.sleeper = sleeper;
    this.listener = listener;
  }

  /**
   * Runs over these members, which answered when they were chosen.
   *
   * @throws InterruptedException when it is to end, between two members or while one is at work; a
   *     defragmentation that has begun goes on in etcd
   */
  public RunEnd run(List<MemberSample> chosen) throws InterruptedException {
    Map<String, DefragRecord> done = new LinkedHashMap<>();
    Set<String> left = new LinkedHashSet<>(chosen.stream().map(MemberSample::member).toList());
    boolean moved = false;
    while (!left.isEmpty()) {
      ClusterSample now = cluster.look(LOOK);
      List<MemberSample> order = DefragOrder.sorted(chosen(now, left));
      if (order.size() < left.size()) {
        String gone = gone(left, order);
        return refused(done, gone, Guard.MEMBER_UNREACHABLE, "it does not answer any more");
      }
      MemberSample next = order.get(0);
      Optional<Refusal> refusal = gate.before(now, next);
      if (refusal.isPresent()) {
        return new RunEnd.Refused(done, next.member(), refusal.get());
      }
      Optional<MemberSample> successor = DefragOrder.successor(now, left);
      if (next.leads() && !moved && successor.isPresent()) {
        moved = true;
        Optional<String> trouble = move(next, successor.get());
        if (trouble.isPresent()) {
          return refused(done, next.member(), Guard.NO_AGREED_LEADER, trouble.get());
        }
        continue; // the leader is another one now: look and ask again
      }
      DefragRecord result = new Defragmentation(cluster, sleeper, listener, limits).run(next);
      done.put(next.member(), result);
      left.remove(next.member());
      if (!result.succeeded()) {
        return new RunEnd.Failed(done, next.member(), result);
      }
    }
    return new RunEnd.Finished(done);
  }

  private static List<MemberSample> chosen(ClusterSample now, Set<String> left) {
    return now.members().stream()
        .filter(member -> left.contains(member.member()))
        .filter(member -> member.outcome().reached().isPresent())
        .toList();
  }

  private static String gone(Set<String> left, List<MemberSample> order) {
    return left.stream()
        .filter(name -> order.stream().noneMatch(member -> member.member().equals(name)))
        .findFirst()
        .orElseThrow();
  }

  private static RunEnd refused(
      Map<String, DefragRecord> done, String member, Guard guard, String why) {
    return new RunEnd.Refused(done, member, new Refusal(guard, why));
  }

  /** Returns the error, if any. */
  private Optional<String> move(MemberSample from, MemberSample to) throws InterruptedException {
    listener.leaderMoves(from, to);
    long target = to.status().orElseThrow().memberId();
    Answer<Done> answer =
        cluster.control(from.endpoint()).moveLeader(target, Deadline.in(MOVE_LIMIT)).join();
    Optional<String> refused =
        answer
            .refusal()
            .map(Failure::detail)
            .map(why -> "the leader did not transfer leadership: " + why);
    if (refused.isPresent()) {
      return refused;
    }
    Duration limit = sleeper.elapsed().plus(MOVE_LIMIT);
    while (!leader(cluster.look(LOOK)).equals(Optional.of(to.member()))) {
      if (sleeper.elapsed().compareTo(limit) > 0) {
        return Optional.of("the members do not agree on the new leader " + to.member());
      }
      sleeper.sleep(STEP);
    }
    return Optional.empty();
  }

  private static Optional<String> leader(ClusterSample sample) {
    return sample.leader().map(MemberSample::member);
  }
}
