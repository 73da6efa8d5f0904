package dev.etcdstorage.exporter.maintenance.recover;

import dev.etcdstorage.exporter.etcd.Alarm;
import dev.etcdstorage.exporter.etcd.Answer;
import dev.etcdstorage.exporter.etcd.Deadline;
import dev.etcdstorage.exporter.etcd.Done;
import dev.etcdstorage.exporter.etcd.MemberControl;
import dev.etcdstorage.exporter.etcd.RaisedAlarm;
import dev.etcdstorage.exporter.maintenance.Waiting;
import java.time.Duration;
import java.util.List;

/** Takes NOSPACE back for each id that is listed, those of removed members among them. */
final class DisarmStep {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int ROUNDS = 5;

  private final MemberControl leader;
  private final Waiting waiting;

  DisarmStep(MemberControl leader, Waiting waiting) {
    this.leader = leader;
    this.waiting = waiting;
  }

  void run(Journal journal) throws InterruptedException, StepFailed {
    Duration began = journal.mark();
    journal.begun(Step.DISARM, "");
    int disarmed = 0;
    for (int round = 0; round < ROUNDS; round++) {
      List<RaisedAlarm> listed = listed();
      if (listed.isEmpty()) {
        journal.done(
            Step.DISARM,
            began,
            "taken back for " + disarmed + (disarmed == 1 ? " id" : " ids") + "; none is left");
        return;
      }
      for (RaisedAlarm alarm : listed) {
        disarm(alarm, journal);
        disarmed++;
      }
    }
    throw new StepFailed(
        Step.DISARM,
        "the alarm comes back as often as it is taken back",
        "a member's file is at its quota again: find the writer, stop it, and run it again");
  }

  private List<RaisedAlarm> listed() throws InterruptedException, StepFailed {
    Answer<List<RaisedAlarm>> answer =
        Pending.of(leader.alarms(Deadline.in(LIMIT)), waiting, elapsed -> {});
    if (answer instanceof Answer.Refused<List<RaisedAlarm>> refused) {
      throw failed("the alarms cannot be listed: " + refused.failure().detail());
    }
    List<RaisedAlarm> alarms = answer.got().orElse(List.of());
    if (alarms.stream().anyMatch(alarm -> alarm.alarm() == Alarm.CORRUPT)) {
      throw new StepFailed(
          Step.DISARM,
          "CORRUPT was raised meanwhile",
          "take nothing back; find the member that is wrong: docs/runbooks/EtcdCorruptAlarm.md");
    }
    return alarms;
  }

  private void disarm(RaisedAlarm alarm, Journal journal) throws InterruptedException, StepFailed {
    String id = Long.toHexString(alarm.memberId());
    Answer<Done> answer =
        Pending.of(leader.disarm(alarm, Deadline.in(LIMIT)), waiting, elapsed -> {});
    if (answer instanceof Answer.Refused<Done> refused) {
      throw failed("NOSPACE of " + id + " cannot be taken back: " + refused.failure().detail());
    }
    journal.member(Step.DISARM, id, "done", "NOSPACE of this id");
  }

  private static StepFailed failed(String why) {
    return new StepFailed(Step.DISARM, why, "the files are small already; run it again");
  }
}
