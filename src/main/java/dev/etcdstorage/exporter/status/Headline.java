package dev.etcdstorage.exporter.status;

import dev.etcdstorage.exporter.etcd.Alarm;
import dev.etcdstorage.exporter.metrics.Observed;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.Outcome;
import dev.etcdstorage.exporter.sample.Outcome.Reached;
import dev.etcdstorage.exporter.storage.AlertLimits;
import dev.etcdstorage.exporter.storage.Verdict;
import dev.etcdstorage.exporter.storage.Window;
import java.time.Duration;
import java.util.Optional;

/**
 * What a tired person should read first about a member.
 *
 * @param words one sentence without a full stop
 * @param command of this program that helps
 */
record Headline(
    Urgency urgency, String words, Optional<String> command, Optional<Runbook> runbook) {
  static Headline of(Observed cluster, MemberSample member) {
    if (member.outcome() instanceof Reached reached) {
      return reached(cluster, member, reached);
    }
    if (member.defragmenting().orElse(false)) {
      return new Headline(
          Urgency.WARNING,
          "defragments now and answers again when that is done: wait, start no other",
          Optional.empty(),
          Optional.of(Runbook.FRAGMENTATION));
    }
    String why =
        member.outcome() instanceof Outcome.Failed failed
            ? ": " + failed.failure().reason().label()
            : "";
    return new Headline(
        Urgency.WARNING,
        "does not answer" + why + "; its size and alarms are unknown",
        Optional.empty(),
        Optional.of(Runbook.UNREACHABLE));
  }

  private static Headline reached(Observed cluster, MemberSample member, Reached reached) {
    Verdict verdict = cluster.verdict(reached);
    Advice advice = Advice.of(cluster, reached);
    if (reached.status().lists(Alarm.CORRUPT)) {
      return with(Urgency.CRITICAL, advice, Runbook.CORRUPT);
    }
    if (reached.status().lists(Alarm.NOSPACE)) {
      return with(Urgency.CRITICAL, advice, Runbook.NO_SPACE);
    }
    double usage = usage(reached);
    Optional<String> soon = fullSoon(member, reached, usage);
    Urgency urgency =
        usage > AlertLimits.QUOTA_CRITICAL
                || within(member, reached, usage, Window.SHORT, AlertLimits.FULL_CRITICAL)
            ? Urgency.CRITICAL
            : usage > cluster.thresholds().quotaUsage() || soon.isPresent()
                ? Urgency.WARNING
                : urgency(verdict);
    if (soon.isPresent()) {
      String then =
          verdict == Verdict.NONE || verdict == Verdict.UNKNOWN
              ? "find the writer and stop it"
              : advice.words();
      return new Headline(
          urgency, soon.get() + ": " + then, advice.command(), Optional.of(Runbook.EXHAUSTION));
    }
    return new Headline(
        urgency, advice.words(), advice.command(), runbook(cluster.fileVerdict(reached), reached));
  }

  private static Headline with(Urgency urgency, Advice advice, Runbook runbook) {
    return new Headline(urgency, advice.words(), advice.command(), Optional.of(runbook));
  }

  private static double usage(Reached reached) {
    return reached.quota().isEmpty()
        ? 0
        : reached.space().quotaUsage(reached.quota().get().bytes()).orElse(0);
  }

  /** As EtcdDatabaseQuotaExhaustionPredicted: only above half of the quota. */
  private static boolean within(
      MemberSample member, Reached reached, double usage, Window window, Duration limit) {
    return usage > AlertLimits.FULL_FROM
        && Observed.secondsToFull(member, reached, window).orElse(Double.MAX_VALUE)
            < limit.toSeconds();
  }

  private static Optional<String> fullSoon(MemberSample member, Reached reached, double usage) {
    boolean soon = within(member, reached, usage, Window.SHORT, AlertLimits.FULL_CRITICAL);
    if (soon || within(member, reached, usage, Window.LONG, AlertLimits.FULL_WARNING)) {
      Window window = soon ? Window.SHORT : Window.LONG;
      double seconds = Observed.secondsToFull(member, reached, window).orElse(0);
      return Optional.of("full in " + Amount.seconds(seconds) + " at its present pace");
    }
    return Optional.empty();
  }

  private static Urgency urgency(Verdict verdict) {
    return switch (verdict) {
      case NONE -> Urgency.OK;
      case UNKNOWN -> Urgency.UNKNOWN;
      case COMPACT, DEFRAG, FREE_DATA, RAISE_QUOTA -> Urgency.WARNING;
    };
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
