package dev.etcdstorage.exporter.maintenance;

import dev.etcdstorage.exporter.etcd.Answer;
import dev.etcdstorage.exporter.etcd.Deadline;
import dev.etcdstorage.exporter.etcd.Done;
import dev.etcdstorage.exporter.etcd.Failure;
import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.etcd.Reason;
import dev.etcdstorage.exporter.sample.ClusterSample;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.Outcome.Failed;
import dev.etcdstorage.exporter.sample.Outcome.Reached;
import dev.etcdstorage.exporter.storage.DbSpace;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One member's defragmentation, up to the moment when it is healthy again. A deadline ends the
 * call, not the waiting: the server goes on with what it was asked, and who went on to the next
 * member would have two of them blocked.
 */
final class Defragmentation {
  private static final Duration LOOK = Duration.ofSeconds(3);
  private static final Duration STEP = Duration.ofSeconds(1);

  private final MaintainedCluster cluster;
  private final Waiting waiting;
  private final RunListener listener;
  private final DefragLimits limits;

  Defragmentation(
      MaintainedCluster cluster, Waiting waiting, RunListener listener, DefragLimits limits) {
    this.cluster = cluster;
    this.waiting = waiting;
    this.listener = listener;
    this.limits = limits;
  }

  /**
   * Runs it.
   *
   * @param member that has just answered
   * @throws InterruptedException when the run is to end; etcd goes on
   */
  DefragRecord run(MemberSample member) throws InterruptedException {
    DbSpace before = member.outcome().reached().map(Reached::space).orElseThrow();
    Duration expected = DefragTime.expected(before);
    Duration began = waiting.running();
    listener.begins(member, expected);
    Answer<Done> answer = call(member, before, began, expected);
    Optional<Failure> refusal = answer.refusal();
    boolean overdue = refusal.filter(why -> why.reason() == Reason.TIMEOUT).isPresent();
    if (overdue) {
      listener.overdue(member, since(began));
    }
    Recovery after = healthyAgain(member, overdue);
    DefragRecord result =
        new DefragRecord(
            waiting.instant(),
            since(began),
            before.sizeBytes(),
            after.space().map(DbSpace::sizeBytes).orElse(before.sizeBytes()),
            after.space().isPresent() && refusal.isEmpty(),
            detail(after, refusal, overdue, since(began)));
    listener.ended(member, result);
    return result;
  }

  private Answer<Done> call(MemberSample member, DbSpace before, Duration began, Duration expected)
      throws InterruptedException {
    Deadline deadline = Deadline.in(limits.call().apply(before));
    CompletableFuture<Answer<Done>> call = cluster.control(member.endpoint()).defragment(deadline);
    while (!call.isDone()) {
      waiting.rest(STEP);
      listener.runs(member, since(began), expected);
    }
    return call.join();
  }

  /**
   * How the waiting for a member ended.
   *
   * @param space of its file, where it is in step again
   * @param trouble what keeps it from that, as last seen
   */
  private record Recovery(Optional<DbSpace> space, String trouble) {}

  /**
   * Looks until the member is in step again, or the patience is over. Of one that hangs after its
   * deadline it is never over: what it was asked still runs, however long that takes.
   */
  private Recovery healthyAgain(MemberSample member, boolean overdue) throws InterruptedException {
    Duration from = waiting.running();
    while (true) {
      ClusterSample sample = cluster.look(LOOK);
      Optional<MemberSample> now = Voters.again(sample, member);
      Optional<String> trouble = trouble(sample, now);
      if (trouble.isEmpty()) {
        return new Recovery(now.flatMap(seen -> seen.outcome().reached()).map(Reached::space), "");
      }
      if (overdue && now.filter(Defragmentation::hangs).isPresent()) {
        from = waiting.running();
      } else if (since(from).compareTo(limits.comesBack()) > 0) {
        return new Recovery(Optional.empty(), trouble.get());
      }
      waiting.rest(STEP);
    }
  }

  private static boolean hangs(MemberSample member) {
    return member.outcome() instanceof Failed failed && failed.failure().reason() == Reason.TIMEOUT;
  }

  private static Optional<String> trouble(ClusterSample sample, Optional<MemberSample> member) {
    if (member.isEmpty()) {
      return Optional.of("it is not in the member list any more");
    }
    if (member.get().outcome() instanceof Failed failed) {
      return Optional.of(failed.failure().detail());
    }
    long lag = Voters.status(member.get()).map(MemberStatus::applyLag).orElse(0L);
    if (lag > ApplyLag.MOST) {
      return Optional.of(lag + " committed entries are not applied");
    }
    return Voters.leader(sample).isEmpty()
        ? Optional.of("the members agree on no leader")
        : Optional.empty();
  }

  private String detail(Recovery after, Optional<Failure> refusal, boolean overdue, Duration took) {
    if (after.space().isEmpty()) {
      return "it is not healthy again within "
          + Words.time(limits.comesBack())
          + ": "
          + after.trouble();
    }
    return overdue
        ? "no answer in time; the member answers again after " + Words.time(took)
        : refusal.map(Failure::detail).orElse("");
  }

  private Duration since(Duration moment) {
    return waiting.running().minus(moment);
  }
}
