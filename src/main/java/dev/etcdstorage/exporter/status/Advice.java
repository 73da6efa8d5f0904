package dev.etcdstorage.exporter.status;

import dev.etcdstorage.exporter.etcd.Alarm;
import dev.etcdstorage.exporter.etcd.MemberStatus;
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

  /** Alarms come before the file's verdict: under one, only its own way out helps. */
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
      case DEFRAG -> new Advice("free pages fill the file: defragment", Optional.of("defrag"));
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
