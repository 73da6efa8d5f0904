package dev.etcdstorage.exporter.maintenance;

import dev.etcdstorage.exporter.etcd.Answer;
import dev.etcdstorage.exporter.etcd.Deadline;
import dev.etcdstorage.exporter.etcd.Done;
import dev.etcdstorage.exporter.etcd.Failure;
import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.etcd.Reason;
import dev.etcdstorage.exporter.maintenance.guard.RaftChecks;
import dev.etcdstorage.exporter.sample.ClusterSample;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.Outcome.Failed;
import dev.etcdstorage.exporter.sample.Outcome.Reached;
import dev.etcdstorage.exporter.storage.DbSpace;
import dev.etcdstorage.exporter.text.Amount;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One member's defragmentation, until the member is healthy again. A deadline or a lost connection
 * ends the call but not the waiting: the server carries on, and going on to the next member would
 * block two at once. The file's size then tells whether it succeeded.
 */
final class Defragmentation {
  private static final Duration LOOK = Duration.ofSeconds(3);
  private static final Duration STEP = Duration.ofSeconds(1);
  private static final Duration SHORT_STEP = Duration.ofMillis(100);

  private final MaintainedCluster cluster;
  private final Sleeper sleeper;
  private final RunListener listener;
  private final DefragLimits limits;

  Defragmentation(
      MaintainedCluster cluster, Sleeper sleeper, RunListener listener, DefragLimits limits) {
    this.cluster = cluster;
    this.sleeper = sleeper;
    this.listener = listener;
    this.limits = limits;
  }

  /**
   * @param member that has just answered
   * @throws InterruptedException when the run is to end; etcd goes on
   */
  DefragRecord run(MemberSample member) throws InterruptedException {
    DbSpace before = member.outcome().reached().map(Reached::space).orElseThrow();
    Duration expected = DefragTime.expected(before);
    Duration began = sleeper.elapsed();
    listener.begins(member, expected);
    Answer<Done> answer = call(member, before, began, expected);
    Optional<Failure> refusal = answer.refusal();
    Optional<Failure> cutOff = refusal.filter(Defragmentation::saysNothing);
    boolean overdue = cutOff.filter(why -> why.reason() == Reason.TIMEOUT).isPresent();
    if (cutOff.isPresent()) {
      listener.overdue(member, since(began));
    }
    Recovery after = healthyAgain(member, overdue, began.plus(limits.call().apply(before)));
    boolean done = refusal.isEmpty() || (cutOff.isPresent() && after.smallerThan(before));
    DefragRecord result =
        new DefragRecord(
            sleeper.instant(),
            since(began),
            before.sizeBytes(),
            after.space().map(DbSpace::sizeBytes).orElse(before.sizeBytes()),
            after.space().isPresent() && done,
            done && after.space().isPresent() ? "" : detail(after, refusal, cutOff));
    listener.ended(member, result);
    return result;
  }

  /** Whether the call ended without etcd saying how the defragmentation went. */
  private static boolean saysNothing(Failure failure) {
    return switch (failure.reason()) {
      case TIMEOUT, UNREACHABLE, INVALID_ANSWER -> true;
      case TLS, UNAUTHENTICATED, PERMISSION_DENIED, ETCD_ERROR -> false;
    };
  }

  private Answer<Done> call(MemberSample member, DbSpace before, Duration began, Duration expected)
      throws InterruptedException {
    Deadline deadline = Deadline.in(limits.call().apply(before));
    CompletableFuture<Answer<Done>> call = cluster.control(member.endpoint()).defragment(deadline);
    Duration next = began.plus(STEP);
    while (!call.isDone()) {
      sleeper.sleep(SHORT_STEP);
      if (sleeper.elapsed().compareTo(next) >= 0) {
        next = next.plus(STEP);
        listener.runs(member, since(began), expected);
      }
    }
    return call.join();
  }

  /**
   * How the waiting for a member ended.
   *
   * @param space of its file, once it is in step again
   * @param trouble what keeps it from that, as last seen
   */
  private record Recovery(Optional<DbSpace> space, String trouble) {
    /** Only a defragmentation makes etcd's file smaller. */
    boolean smallerThan(DbSpace before) {
      return space.filter(now -> now.sizeBytes() < before.sizeBytes()).isPresent();
    }
  }

  /**
   * Looks until the member is in step again or has had enough time. A member that hangs after its
   * deadline is waited for without limit: its defragmentation is still running.
   *
   * @param deadline the least time for a member that hangs with its connection lost (a paused
   *     process, a host that is gone)
   */
  private Recovery healthyAgain(MemberSample member, boolean overdue, Duration deadline)
      throws InterruptedException {
    Duration from = sleeper.elapsed();
    while (true) {
      ClusterSample sample = cluster.look(LOOK);
      Optional<MemberSample> now = sample.find(member);
      Optional<String> trouble = trouble(sample, now);
      if (trouble.isEmpty()) {
        return new Recovery(now.flatMap(seen -> seen.outcome().reached()).map(Reached::space), "");
      }
      boolean mayBeAtWork = overdue || sleeper.elapsed().compareTo(deadline) < 0;
      if (mayBeAtWork && now.filter(Defragmentation::hangs).isPresent()) {
        from = sleeper.elapsed();
      } else if (since(from).compareTo(limits.comesBack()) > 0) {
        return new Recovery(Optional.empty(), trouble.get());
      }
      sleeper.sleep(STEP);
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
    long lag = member.get().status().map(MemberStatus::applyLag).orElse(0L);
    if (lag > RaftChecks.MOST_ENTRIES_BEHIND) {
      return Optional.of(lag + " committed entries are not applied");
    }
    return sample.leader().isEmpty()
        ? Optional.of("the members agree on no leader")
        : Optional.empty();
  }

  private String detail(Recovery after, Optional<Failure> refusal, Optional<Failure> cutOff) {
    if (after.space().isEmpty()) {
      return "it is not healthy again within "
          + Amount.duration(limits.comesBack())
          + ": "
          + after.trouble();
    }
    String said = refusal.map(Failure::detail).orElse("");
    return cutOff.isEmpty()
        ? said
        : "the call ended without an answer ("
            + said
            + "), and the file is no smaller: it was not defragmented";
  }

  private Duration since(Duration moment) {
    return sleeper.elapsed().minus(moment);
  }
}
