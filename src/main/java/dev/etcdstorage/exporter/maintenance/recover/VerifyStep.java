package dev.etcdstorage.exporter.maintenance.recover;

import dev.etcdstorage.exporter.etcd.Answer;
import dev.etcdstorage.exporter.etcd.Deadline;
import dev.etcdstorage.exporter.sample.ClusterSample;
import dev.etcdstorage.exporter.sample.MemberSample;
import java.time.Duration;
import java.util.Optional;

/**
 * Checks that all is well: no alarm on any member, every file small, and every member has applied
 * what was committed when this began. While clients write, members are never all at one revision,
 * so each must only have come as far as that.
 */
final class VerifyStep {
  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration STEP = Duration.ofMillis(200);

  /** etcd commits writes every tenth of a second, and its file grows only then. */
  private static final Duration COMMITTED = Duration.ofMillis(300);

  private final RunContext context;

  VerifyStep(RunContext context) {
    this.context = context;
  }

  /**
   * Returns the members as they are when all is well.
   *
   * @param guarded the cluster, when no guard refused
   * @param mustBeSmall whether files were to be made small
   */
  ClusterSample run(ClusterSample guarded, boolean mustBeSmall)
      throws InterruptedException, StepFailed {
    Journal journal = context.journal();
    Duration began = journal.mark();
    journal.begun(Step.VERIFY, "");
    Answer<Long> committed =
        context.sleeper().await(context.leader(guarded).confirmedRevision(Deadline.in(LIMIT)));
    if (committed instanceof Answer.Refused<Long> refused) {
      throw failed("a read that a majority must confirm failed: " + refused.failure().detail());
    }
    long revision = committed.got().orElse(0L);
    context.sleeper().sleep(COMMITTED);
    while (true) {
      ClusterSample now = context.cluster().look(LOOK);
      Optional<String> wrong = wrong(now, revision, mustBeSmall);
      if (wrong.isEmpty()) {
        journal.done(Step.VERIFY, began, "all members at revision " + revision + " or later");
        return now;
      }
      if (journal.since(began).compareTo(LIMIT) > 0) {
        throw failed(wrong.get());
      }
      context.sleeper().sleep(STEP);
    }
  }

  private static StepFailed failed(String why) {
    return new StepFailed(
        Step.VERIFY, why, "etcd took the test write; look at it, and run this again");
  }

  /** Pure. */
  static Optional<String> wrong(ClusterSample now, long revision, boolean mustBeSmall) {
    if (!now.silent().isEmpty()) {
      return Optional.of(now.silent().get(0) + " does not answer");
    }
    for (MemberSample member : now.members()) {
      MemberPlan seen = MemberPlan.asItIs(member);
      if (!seen.status().alarms().isEmpty()) {
        return Optional.of(member.member() + " lists " + seen.status().alarms().get(0).alarm());
      }
      if (mustBeSmall && seen.tooLargeNow()) {
        return Optional.of(member.member() + " is above 90% of its quota");
      }
      if (seen.status().revision() < revision) {
        return Optional.of(
            member.member()
                + " is at revision "
                + seen.status().revision()
                + ", the cluster at "
                + revision);
      }
    }
    return Optional.empty();
  }
}
