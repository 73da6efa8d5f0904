package dev.etcdstorage.exporter.check;

import dev.etcdstorage.exporter.advice.Finding;
import dev.etcdstorage.exporter.advice.Severity;
import dev.etcdstorage.exporter.check.Examined.Answering;
import dev.etcdstorage.exporter.etcd.Failure;
import dev.etcdstorage.exporter.sample.Outcome.Reached;
import dev.etcdstorage.exporter.sample.Quota;
import dev.etcdstorage.exporter.storage.Thresholds;
import dev.etcdstorage.exporter.text.Amount;
import dev.etcdstorage.exporter.text.Sentence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether anything compacts, as far as one or two looks show: never, or so long ago that very much
 * history is kept. No call to etcd returns when the last compaction was. Pure.
 */
final class CompactionFindings {
  private final Examined examined;
  private final Reached member;
  private final long compacted;
  private final long kept;
  private final List<Finding> findings = new ArrayList<>();

  private CompactionFindings(Examined examined, Reached member) {
    this.examined = examined;
    this.member = member;
    this.compacted = member.compactedRevision().orElseThrow();
    this.kept = member.status().revision() - compacted;
  }

  /** Compaction is the cluster's, so the member that is furthest on speaks for all. */
  static List<Finding> of(Examined examined) {
    List<Finding> findings = new ArrayList<>(unseen(examined));
    findings.addAll(seen(examined));
    return findings;
  }

  /** Says what could not be read, and why: silence would look as if all were well. */
  private static List<Finding> unseen(Examined examined) {
    Map<Failure, List<String>> names = new LinkedHashMap<>();
    for (Answering member : examined.answering()) {
      member
          .reached()
          .compactedRevisionFailure()
          .ifPresent(why -> names.computeIfAbsent(why, w -> new ArrayList<>()).add(member.name()));
    }
    return names.entrySet().stream()
        .map(unseen -> Finding.unknown(unseen(unseen.getValue(), unseen.getKey())))
        .toList();
  }

  private static String unseen(List<String> members, Failure why) {
    return "how many revisions "
        + Sentence.list(members)
        + (members.size() == 1 ? " keeps" : " keep")
        + " and whether anybody compacts is unknown ("
        + why.detail()
        + ")"
        + (why.reason().refusesUser()
            ? "; give --user and --password-file of a user that may read all keys, or the root role"
            : "");
  }

  private static List<Finding> seen(Examined examined) {
    Optional<Reached> furthest =
        examined.answering().stream()
            .map(Answering::reached)
            .filter(reached -> reached.compactedRevision().isPresent())
            .max(Comparator.comparingLong(reached -> reached.status().revision()));
    return furthest
        .map(reached -> new CompactionFindings(examined, reached).all())
        .orElse(List.of());
  }

  private List<Finding> all() {
    if (compacted == 0 && kept >= Limits.NEVER_COMPACTED) {
      findings.add(
          new Finding(
              material() ? Severity.WARNING : Severity.OK,
              "nobody has ever compacted: all "
                  + Amount.count(kept)
                  + " revisions are kept; run kube-apiserver or etcd with automatic compaction"));
    } else if (kept >= Limits.MANY_REVISIONS && material()) {
      findings.add(
          Finding.warning(
              Amount.count(kept)
                  + " revisions are kept"
                  + (scanned() ? "" : "; only --scan tells how much space they take")
                  + "; find out who should compact, and how often"));
    } else if (stood()) {
      findings.add(
          Finding.note(
              "nobody has compacted within the "
                  + Amount.duration(examined.span())
                  + " between the two looks; kube-apiserver does so every five minutes"));
    }
    return findings;
  }

  private boolean scanned() {
    return examined.now().live().isPresent();
  }

  /** Whether history is large or, while it is unknown, all that is in use. */
  private boolean material() {
    Thresholds thresholds = examined.now().thresholds();
    long bytes = examined.now().makeup(member).historyBytes().orElse(member.space().inUseBytes());
    long quota = member.quota().map(Quota::bytes).orElse(0L);
    return bytes > thresholds.worthBytes()
        || (quota > 0 && bytes > thresholds.worthQuotaRatio() * quota);
  }

  private boolean stood() {
    return examined.span().compareTo(Limits.COMPACTION_SEEN) >= 0
        && examined
            .before(member)
            .filter(before -> before.status().revision() < member.status().revision())
            .filter(before -> before.compactedRevision().equals(member.compactedRevision()))
            .isPresent();
  }
}
