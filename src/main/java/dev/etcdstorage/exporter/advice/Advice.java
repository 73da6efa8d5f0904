package dev.etcdstorage.exporter.advice;

import dev.etcdstorage.exporter.etcd.Alarm;
import dev.etcdstorage.exporter.etcd.KnownDefect;
import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.observe.Observed;
import dev.etcdstorage.exporter.sample.ClusterSample;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.Outcome.Failed;
import dev.etcdstorage.exporter.sample.Outcome.Reached;
import dev.etcdstorage.exporter.sample.QuotaRoom;
import dev.etcdstorage.exporter.storage.FileMakeup;
import dev.etcdstorage.exporter.storage.Verdict;
import java.util.Locale;
import java.util.Optional;

/**
 * What a person at night should do about a member, and the command to run next.
 *
 * @param words one sentence without a full stop
 * @param command of this program, without the flags that say where etcd is; empty where none of its
 *     commands helps
 */
public record Advice(String words, Optional<String> command) {

  private static final Advice SCAN =
      new Advice(
          "live data and old versions cannot be told apart without reading the keys once",
          Optional.of("check --scan"));

  private static final Advice SILENT =
      new Advice(
          "find out why there is no answer: check that etcd is up, and that endpoint, certificates and user"
              + " are right",
          Optional.empty());

  private static final Advice DEFRAGMENTING =
      new Advice(
          "wait until the defragmentation has ended, and do not start another", Optional.empty());

  /** No command of this program can do anything then. */
  private static final Advice LEADERLESS =
      new Advice(
          "first bring back enough members to elect a leader; everything else needs one",
          Optional.empty());

  private static final Advice REFUSED =
      new Advice(
          "give --user and --password-file of a user with the root role, or another certificate",
          Optional.empty());

  /** The command would refuse too, but nobody should try it with another tool. */
  private static final Advice UPGRADE =
      new Advice(
          "free pages fill the file, but a defragmentation of this version may corrupt it: upgrade"
              + " etcd to "
              + KnownDefect.DEFRAG_CORRUPTS.fixedIn()
              + " or later first",
          Optional.empty());

  /** {@code defrag} would find too few free pages. */
  private static final Advice HALF_EMPTY =
      new Advice("free and half-empty pages fill the file: defragment", Optional.of("recover"));

  private static final Advice HALF_EMPTY_OR_PENDING =
      new Advice(
          "free and half-empty pages fill the file, near its quota: defragment; etcd frees more of"
              + " them with its next writes",
          Optional.of("recover"));

  private static final Advice WAIT =
      new Advice(
          "nothing to do: etcd's next writes free the pages that the compaction emptied",
          Optional.empty());

  /**
   * About a member.
   *
   * @param scanFailed a scan was tried for this, and another would not succeed either
   */
  public static Advice of(Observed cluster, MemberSample member, boolean scanFailed) {
    return member
        .outcome()
        .reached()
        .map(reached -> of(cluster, reached, scanFailed))
        .orElseGet(() -> silent(member));
  }

  private static Advice silent(MemberSample member) {
    if (member.defragmenting().orElse(false)) {
      return DEFRAGMENTING;
    }
    return member.outcome() instanceof Failed failed && failed.failure().reason().refusesUser()
        ? REFUSED
        : SILENT;
  }

  private static Advice of(Observed cluster, Reached member, boolean scanFailed) {
    MemberStatus status = member.status();
    if (status.leaderId() == 0) {
      return LEADERLESS;
    }
    Verdict verdict = cluster.verdict(member);
    boolean alarm = !status.alarms().isEmpty();
    if (verdict == Verdict.DEFRAG && !alarm && KnownDefect.DEFRAG_CORRUPTS.isOf(status.version())) {
      return UPGRADE;
    }
    double free = member.space().fragmentation().orElse(0);
    boolean declined = free <= cluster.thresholds().fragmentation();
    if (verdict == Verdict.DEFRAG && !alarm && !status.learner() && declined) {
      return nearQuota(cluster.makeup(member), free);
    }
    if (!alarm && cluster.waitsForWrites(member)) {
      return WAIT;
    }
    boolean scanHelps =
        verdict == Verdict.UNKNOWN
            && !alarm
            && !cluster.scans()
            && !scanFailed
            && member.quota().isPresent();
    return scanHelps ? SCAN : of(cluster.sample(), status, cluster.fileVerdict(member));
  }

  /** {@code defrag} by itself needs more free pages than there are. */
  private static Advice nearQuota(FileMakeup makeup, double free) {
    if (makeup.slackBytes().orElse(0) > 0) {
      return makeup.settling() ? HALF_EMPTY_OR_PENDING : HALF_EMPTY;
    }
    return new Advice(
        "the file is near its quota, and free pages are most of what can be reclaimed: defragment",
        Optional.of(
            String.format(
                Locale.ROOT, "defrag --fragmentation %.2f", Math.max(0.01, free - 0.01))));
  }

  /**
   * About a member among others: a NOSPACE alarm is the cluster's, so the advice depends on all
   * files.
   *
   * @param verdict on the file
   */
  public static Advice of(ClusterSample sample, MemberStatus status, Verdict verdict) {
    boolean room =
        status.lists(Alarm.NOSPACE) && !status.lists(Alarm.CORRUPT) && QuotaRoom.whereSeen(sample);
    if (!room) {
      return of(status, verdict);
    }
    return new Advice(
        QuotaRoom.everywhere(sample)
            ? "etcd refuses writes, though every file is far below its quota: only the alarm is left"
                + " to disarm"
            : "etcd refuses writes, though each file seen here is far below its quota: where all are,"
                + " only the alarm is left to disarm",
        Optional.of("recover"));
  }

  /**
   * About one member alone. Alarms come before the file's verdict: under one, only its own way out
   * helps.
   *
   * @param verdict on the file
   */
  public static Advice of(MemberStatus status, Verdict verdict) {
    if (status.lists(Alarm.CORRUPT)) {
      return new Advice(
          "members disagree about their data: find and replace the one that is wrong; do not"
              + " compact, defragment or disarm before that",
          Optional.empty());
    }
    if (status.lists(Alarm.NOSPACE)) {
      return new Advice(
          "etcd refuses writes until space is reclaimed and the alarm is disarmed",
          Optional.of("recover"));
    }
    return switch (verdict) {
      case NONE -> new Advice("nothing to do", Optional.empty());
      case COMPACT ->
          new Advice(
              "old versions fill the file: compact, and find out why nobody does",
              Optional.of("recover"));
      case DEFRAG ->
          status.learner()
              ? new Advice(
                  "free pages fill the file of a learner, and etcd cannot defragment a learner: if it"
                      + " matters, stop it and run "
                      + status.offlineTool()
                      + " defrag --data-dir DIR on its data, or remove it and add it anew",
                  Optional.empty())
              : new Advice("free pages fill the file: defragment", Optional.of("defrag"));
      case FREE_DATA ->
          new Advice(
              "live data fills the quota: delete keys; compaction and defragmentation bring no"
                  + " relief",
              Optional.empty());
      case RAISE_QUOTA ->
          new Advice(
              "live data fills the quota: delete keys, or restart etcd with a larger"
                  + " --quota-backend-bytes",
              Optional.empty());
      case UNKNOWN ->
          new Advice(
              "cannot tell live data from old versions, or how near the quota is",
              Optional.empty());
    };
  }
}
