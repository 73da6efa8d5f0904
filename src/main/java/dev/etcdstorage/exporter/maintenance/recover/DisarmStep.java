package dev.etcdstorage.exporter.maintenance.recover;

import dev.etcdstorage.exporter.etcd.Alarm;
import dev.etcdstorage.exporter.etcd.Answer;
import dev.etcdstorage.exporter.etcd.Deadline;
import dev.etcdstorage.exporter.etcd.Done;
import dev.etcdstorage.exporter.etcd.MemberControl;
import dev.etcdstorage.exporter.etcd.RaisedAlarm;
import dev.etcdstorage.exporter.sample.ClusterSample;
import dev.etcdstorage.exporter.text.Amount;
import dev.etcdstorage.exporter.text.Runbook;
import java.time.Duration;
import java.util.List;

/** Disarms NOSPACE for each id that is listed, including those of removed members. */
final class DisarmStep {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int ROUNDS = 5;

  private final RunContext context;

  DisarmStep(RunContext context) {
    this.context = context;
  }

  void run(RecoverPlan plan, ClusterSample now) throws InterruptedException, StepFailed {
    refuseLargeFiles(plan, now);
    MemberControl leader = context.leader(now);
    Journal journal = context.journal();
    Duration began = journal.mark();
    journal.begun(Step.DISARM, "");
    int disarmed = 0;
    for (int round = 0; round < ROUNDS; round++) {
      List<RaisedAlarm> listed = listed(leader);
      if (listed.isEmpty()) {
        journal.done(
            Step.DISARM, began, "disarmed for " + Amount.count(disarmed, "id") + "; none is left");
        return;
      }
      for (RaisedAlarm alarm : listed) {
        disarm(leader, alarm);
        disarmed++;
      }
    }
    throw new StepFailed(
        Step.DISARM,
        "the alarm comes back each time it is disarmed",
        "a member's file is at its quota again: find the writer, stop it, and run it again");
  }

  /** Refuses while a file is still too large for the alarm to be disarmed. */
  private static void refuseLargeFiles(RecoverPlan plan, ClusterSample now) throws StepFailed {
    List<MemberPlan> large =
        now.members().stream()
            .filter(member -> member.outcome().reached().isPresent())
            .map(MemberPlan::asItIs)
            .filter(MemberPlan::tooLargeNow)
            .toList();
    if (!large.isEmpty()) {
      throw new StepFailed(
          Step.DISARM,
          MemberPlan.names(large)
              + " is still above 90% of its quota after compaction and defragmentation, so the"
              + " alarm stays: without it the next writes would fill the file",
          RaiseQuota.advice(plan));
    }
  }

  private List<RaisedAlarm> listed(MemberControl leader) throws InterruptedException, StepFailed {
    Answer<List<RaisedAlarm>> answer = context.sleeper().await(leader.alarms(Deadline.in(LIMIT)));
    if (answer instanceof Answer.Refused<List<RaisedAlarm>> refused) {
      throw failed("the alarms cannot be listed: " + refused.failure().detail());
    }
    List<RaisedAlarm> alarms = answer.got().orElse(List.of());
    if (alarms.stream().anyMatch(alarm -> alarm.alarm() == Alarm.CORRUPT)) {
      throw new StepFailed(
          Step.DISARM,
          "CORRUPT was raised meanwhile",
          "disarm nothing; find the member that is wrong (see " + Runbook.CORRUPT.url() + ")");
    }
    return alarms;
  }

  private void disarm(MemberControl leader, RaisedAlarm alarm)
      throws InterruptedException, StepFailed {
    String id = Long.toHexString(alarm.memberId());
    Answer<Done> answer = context.sleeper().await(leader.disarm(alarm, Deadline.in(LIMIT)));
    if (answer instanceof Answer.Refused<Done> refused) {
      throw failed("NOSPACE of " + id + " cannot be disarmed: " + refused.failure().detail());
    }
    context.journal().member(Step.DISARM, id, "done", "NOSPACE of this id");
  }

  private static StepFailed failed(String why) {
    return new StepFailed(Step.DISARM, why, "the files are small already; run it again");
  }
}
