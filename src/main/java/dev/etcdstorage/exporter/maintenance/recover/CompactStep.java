package dev.etcdstorage.exporter.maintenance.recover;

import dev.etcdstorage.exporter.etcd.Answer;
import dev.etcdstorage.exporter.etcd.Deadline;
import dev.etcdstorage.exporter.etcd.Done;
import dev.etcdstorage.exporter.etcd.Failure;
import dev.etcdstorage.exporter.etcd.Reason;
import dev.etcdstorage.exporter.maintenance.MaintainedCluster;
import dev.etcdstorage.exporter.maintenance.Waiting;
import dev.etcdstorage.exporter.sample.ClusterSample;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.Outcome.Reached;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Gives up history, and waits until the pages are free everywhere. A physical compaction waits for
 * the member that is called only, so each voter is called (a learner takes no such call); those
 * after the first wait for their own part and then answer that it is compacted, as all do when it
 * was done before.
 */
final class CompactStep {
  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final Duration SETTLES_WITHIN = Duration.ofMinutes(15);

  /**
   * @param between two looks
   * @param looks without a fall in a row
   */
  private record Steadiness(Duration between, int looks) {
    /**
     * etcd answers a physical compaction when it is committed (v3_server.go, Compact): one more
     * look, as long after as etcd waits between commits.
     */
    static final Steadiness AFTER_ANSWERS = new Steadiness(Duration.ofMillis(100), 1);

    /** A compaction goes on unseen. */
    static final Steadiness AFTER_TIMEOUT = new Steadiness(Duration.ofSeconds(1), 15);
  }

  private final MaintainedCluster cluster;
  private final Waiting waiting;
  private final RecoverListener listener;
  private final BooleanSupplier stop;
  private boolean timedOut;

  CompactStep(
      MaintainedCluster cluster, Waiting waiting, RecoverListener listener, BooleanSupplier stop) {
    this.cluster = cluster;
    this.waiting = waiting;
    this.listener = listener;
    this.stop = stop;
  }

  /** Compacts at the plan's revision. */
  void run(RecoverPlan plan, Journal journal) throws InterruptedException, StepFailed {
    if (plan.compactTo() < 1) {
      journal.skipped(Step.COMPACT, "there is no history before what is to be kept");
      return;
    }
    Duration began = journal.mark();
    journal.begun(Step.COMPACT, "at revision " + plan.compactTo());
    for (MemberPlan member : plan.voters()) {
      if (stop.getAsBoolean()) {
        throw new InterruptedException("asked to stop");
      }
      compact(member.member(), plan, journal);
    }
    journal.done(Step.COMPACT, began, "at revision " + plan.compactTo());
  }

  private void compact(MemberSample member, RecoverPlan plan, Journal journal)
      throws InterruptedException, StepFailed {
    listener.compacts(member.member());
    Deadline deadline =
        Deadline.in(Duration.ofMinutes(10).plus(plan.compactionTime().multipliedBy(10)));
    Answer<Done> answer =
        Pending.of(
            cluster.control(member.endpoint()).compact(plan.compactTo(), deadline),
            waiting,
            elapsed -> listener.waits(Step.COMPACT, elapsed));
    String outcome = "done";
    String detail = "";
    if (answer instanceof Answer.Refused<Done> refused) {
      Failure failure = refused.failure();
      if (failure.compacted()) {
        detail = "it was compacted already";
      } else if (failure.reason() == Reason.TIMEOUT) {
        timedOut = true;
        outcome = "begun";
        detail = "it did not end within the deadline and goes on";
        listener.note(member.member() + ": the compaction goes on past its deadline");
      } else {
        journal.member(Step.COMPACT, member.member(), "failed", failure.detail());
        throw new StepFailed(
            Step.COMPACT,
            member.member() + " did not compact: " + failure.detail(),
            "no live data is touched by this; run it again when all members are well");
      }
    }
    journal.member(Step.COMPACT, member.member(), outcome, detail);
  }

  /**
   * Waits until no member's pages in use fall any more. Not until they have fallen: 3.4 shows the
   * old figure until the next write, which NOSPACE refuses.
   */
  void settle(Journal journal) throws InterruptedException {
    Duration began = journal.mark();
    journal.begun(Step.SETTLE, "until pages in use are steady");
    Steadiness wanted = timedOut ? Steadiness.AFTER_TIMEOUT : Steadiness.AFTER_ANSWERS;
    Map<String, Long> before = inUse(cluster.look(LOOK));
    int steady = 0;
    while (steady < wanted.looks() && journal.since(began).compareTo(SETTLES_WITHIN) < 0) {
      waiting.rest(wanted.between());
      if (stop.getAsBoolean()) {
        throw new InterruptedException("asked to stop");
      }
      listener.waits(Step.SETTLE, journal.since(began));
      Map<String, Long> now = inUse(cluster.look(LOOK));
      steady = falls(before, now) ? 0 : steady + 1;
      before = now;
    }
    journal.done(
        Step.SETTLE, began, steady < wanted.looks() ? "still falling; going on" : "steady");
  }

  /** A member that did not answer is not steady either. */
  private static boolean falls(Map<String, Long> before, Map<String, Long> now) {
    return !before.keySet().equals(now.keySet())
        || now.entrySet().stream()
            .anyMatch(entry -> entry.getValue() < before.getOrDefault(entry.getKey(), 0L));
  }

  private static Map<String, Long> inUse(ClusterSample sample) {
    Map<String, Long> inUse = new HashMap<>();
    for (MemberSample member : sample.members()) {
      member
          .outcome()
          .reached()
          .map(Reached::space)
          .ifPresent(space -> inUse.put(member.member(), space.inUseBytes()));
    }
    return inUse;
  }
}
