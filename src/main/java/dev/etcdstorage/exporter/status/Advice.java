package dev.etcdstorage.exporter.status;

import dev.etcdstorage.exporter.etcd.Alarm;
import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.metrics.Observed;
import dev.etcdstorage.exporter.sample.ClusterSample;
import dev.etcdstorage.exporter.sample.Outcome.Reached;
import dev.etcdstorage.exporter.sample.QuotaRoom;
import dev.etcdstorage.exporter.storage.Verdict;
import java.util.Optional;

/**
 * What a person at night is told to do about a member, and the command to run next.
 *
 * @param words one sentence without a full stop
 * @param command of this program, without the flags that say where etcd is; empty where no command
 *     of ours helps
 */
public record Advice(String words, Optional<String> command) {

  /** About a member that answered. */
  public static Advice of(Observed cluster, Reached member) {
    return of(cluster.sample(), member.status(), cluster.fileVerdict(member));
  }

  /**
   * About a member among others: a NOSPACE alarm is the cluster's, so what is to be done about it
   * depends on all files.
   *
   * @param verdict what the file asks for
   */
  static Advice of(ClusterSample sample, MemberStatus status, Verdict verdict) {
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
   * @param verdict what the file asks for
   */
  public static Advice of(MemberStatus status, Verdict verdict) {
    if (status.lists(Alarm.CORRUPT)) {
      return new Advice(
          "members disagree about their data: find and replace the one that is wrong; compact,"
              + " defragment and disarm nothing before",
          Optional.empty());
    }
    if (status.lists(Alarm.NOSPACE)) {
      return new Advice(
          "etcd refuses writes until space is given back and the alarm is disarmed",
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
              "cannot be told: live data and old versions apart, or how near the quota is",
              Optional.empty());
    };
  }
}
