package dev.etcdstorage.exporter.maintenance;

import dev.etcdstorage.exporter.etcd.Answer;
import dev.etcdstorage.exporter.etcd.Deadline;
import dev.etcdstorage.exporter.etcd.Done;
import dev.etcdstorage.exporter.etcd.Failure;
import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.etcd.Reason;
import dev.etcdstorage.exporter.sample.ClusterSample;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.Outcome.Reached;
import dev.etcdstorage.exporter.storage.DbSpace;
import java.time.Duration;
import java.time.Instant;
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

  /** A member that left its call may be starting anew, and reads its whole file then. */
  private static final Duration COMES_BACK_WITHIN = Duration.ofMinutes(10);

  private final MaintainedCluster cluster;
  private final Waiting waiting;
  private final RunListener listener;

  Defragmentation(MaintainedCluster cluster, Waiting waiting, RunListener listener) {
    this.cluster = cluster;
    this.waiting = waiting;
    this.listener = listener;
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
    Instant began = waiting.instant();
    listener.begins(member, expected);
    Answer<Done> answer = call(member, before, began, expected);
    boolean overdue = timedOut(answer);
    if (overdue) {
      listener.overdue(member, since(began));
    }
    // One that has not ended by its deadline still runs, however long that takes.
    Optional<Duration> patience = overdue ? Optional.empty() : Optional.of(COMES_BACK_WITHIN);
    Optional<DbSpace> after = healthyAgain(member, patience);
    DefragRecord result = result(began, before, after, answer);
    listener.ended(member, result);
    return result;
  }

  private Answer<Done> call(MemberSample member, DbSpace before, Instant began, Duration expected)
      throws InterruptedException {
    CompletableFuture<Answer<Done>> call =
        cluster.control(member.endpoint()).defragment(Deadline.in(DefragTime.deadline(before)));
    while (!call.isDone()) {
      waiting.rest(STEP);
      listener.runs(member, since(began), expected);
    }
    return call.join();
  }

  private static boolean timedOut(Answer<Done> answer) {
    return answer.refusal().map(Failure::reason).filter(Reason.TIMEOUT::equals).isPresent();
  }

  /** Looks until the member is in step again; empty when the patience is over. */
  private Optional<DbSpace> healthyAgain(MemberSample member, Optional<Duration> patience)
      throws InterruptedException {
    Instant from = waiting.instant();
    while (true) {
      ClusterSample sample = cluster.look(LOOK);
      Optional<Reached> reached =
          Voters.again(sample, member).flatMap(now -> now.outcome().reached());
      if (reached.filter(now -> healthy(now.status())).isPresent()
          && Voters.leader(sample).isPresent()) {
        return reached.map(Reached::space);
      }
      if (patience.filter(limit -> since(from).compareTo(limit) > 0).isPresent()) {
        return Optional.empty();
      }
      waiting.rest(STEP);
    }
  }

  private static boolean healthy(MemberStatus status) {
    return status.leaderId() != 0 && status.applyLag() <= ApplyLag.MOST;
  }

  private DefragRecord result(
      Instant began, DbSpace before, Optional<DbSpace> after, Answer<Done> answer) {
    String detail =
        after.isEmpty()
            ? "the member is not healthy again within " + COMES_BACK_WITHIN.toMinutes() + " minutes"
            : answer.refusal().map(Failure::detail).orElse("");
    return new DefragRecord(
        waiting.instant(),
        since(began),
        before.sizeBytes(),
        after.map(DbSpace::sizeBytes).orElse(before.sizeBytes()),
        after.isPresent() && answer.refusal().isEmpty(),
        detail);
  }

  private Duration since(Instant moment) {
    return Duration.between(moment, waiting.instant());
  }
}
