package dev.etcdstorage.exporter.advice;

import dev.etcdstorage.exporter.etcd.Alarm;
import dev.etcdstorage.exporter.etcd.Failure;
import dev.etcdstorage.exporter.observe.Observed;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.Outcome.Failed;
import dev.etcdstorage.exporter.sample.Outcome.Reached;
import dev.etcdstorage.exporter.storage.Verdict;
import dev.etcdstorage.exporter.text.Amount;
import dev.etcdstorage.exporter.text.Runbook;
import java.util.Optional;

/**
 * What a tired person should read first about a member: as severe as the worst finding of {@code
 * check}, with the same advice.
 *
 * @param words one sentence without a full stop
 * @param command of this program that helps
 */
public record Headline(
    Severity severity, String words, Optional<String> command, Optional<Runbook> runbook) {
  public static Headline of(Observed cluster, MemberSample member) {
    Optional<Filling> filling = Filling.of(member);
    Severity severity =
        FileFindings.of(cluster, member, filling).stream()
            .map(Finding::severity)
            .reduce(Standing.of(cluster.sample(), member), Severity::worse);
    Advice advice = Advice.of(cluster, member, false);
    if (member.outcome() instanceof Failed failed) {
      return silent(severity, member, failed.failure(), advice);
    }
    Reached reached = member.outcome().reached().orElseThrow();
    if (reached.status().leaderId() == 0) {
      return new Headline(
          severity,
          "has no leader: " + advice.words(),
          advice.command(),
          Optional.of(Runbook.UNREACHABLE));
    }
    if (reached.status().lists(Alarm.CORRUPT)) {
      return with(severity, advice, Runbook.CORRUPT);
    }
    if (reached.status().lists(Alarm.NOSPACE)) {
      return with(severity, advice, Runbook.NO_SPACE);
    }
    double used = reached.quotaUsage().orElse(0);
    Verdict verdict = cluster.verdict(reached);
    boolean vague = verdict == Verdict.NONE || verdict == Verdict.UNKNOWN;
    if (filling.isPresent()) {
      return new Headline(
          severity,
          filling.get().words() + ": " + (vague ? "find the writer and stop it" : advice.words()),
          advice.command(),
          Optional.of(Runbook.EXHAUSTION));
    }
    if (vague && used > cluster.thresholds().quotaUsage()) {
      return new Headline(
          severity,
          Amount.percent(used) + " of its quota is used: find the writer and stop it",
          advice.command(),
          Optional.of(Runbook.LOW_SPACE));
    }
    return new Headline(
        severity, advice.words(), advice.command(), runbook(cluster.fileVerdict(reached), reached));
  }

  private static Headline silent(
      Severity severity, MemberSample member, Failure failure, Advice advice) {
    boolean defragmenting = member.defragmenting().orElse(false);
    String what =
        defragmenting
            ? "defragments now"
            : (failure.reason().refusesUser() ? "refuses this user (" : "does not answer (")
                + failure.reason().label()
                + ")";
    return new Headline(
        severity,
        what + ": " + advice.words(),
        advice.command(),
        Optional.of(defragmenting ? Runbook.FRAGMENTATION : Runbook.UNREACHABLE));
  }

  private static Headline with(Severity severity, Advice advice, Runbook runbook) {
    return new Headline(severity, advice.words(), advice.command(), Optional.of(runbook));
  }

  private static Optional<Runbook> runbook(Verdict verdict, Reached reached) {
    return switch (verdict) {
      case NONE -> Optional.empty();
      case COMPACT -> Optional.of(Runbook.HISTORY);
      case DEFRAG -> Optional.of(Runbook.FRAGMENTATION);
      case FREE_DATA, RAISE_QUOTA -> Optional.of(Runbook.LOW_SPACE);
      case UNKNOWN ->
          Optional.of(reached.quota().isEmpty() ? Runbook.QUOTA_UNKNOWN : Runbook.SCAN_STALE);
    };
  }
}
