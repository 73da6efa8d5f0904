package dev.etcdstorage.exporter.check;

import dev.etcdstorage.exporter.advice.Finding;
import dev.etcdstorage.exporter.advice.Severity;
import dev.etcdstorage.exporter.advice.Standing;
import dev.etcdstorage.exporter.check.Examined.Answering;
import dev.etcdstorage.exporter.etcd.Alarm;
import dev.etcdstorage.exporter.etcd.Failure;
import dev.etcdstorage.exporter.etcd.Reason;
import dev.etcdstorage.exporter.observe.Quorum;
import dev.etcdstorage.exporter.sample.AlarmRaiser;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.Outcome.Failed;
import dev.etcdstorage.exporter.sample.UnwatchedMember;
import dev.etcdstorage.exporter.text.Sentence;
import java.util.ArrayList;
import java.util.List;

/** Alarms, and which members answer. Pure. */
final class ReachFindings {
  private final Examined examined;
  private final List<Finding> findings = new ArrayList<>();

  private ReachFindings(Examined examined) {
    this.examined = examined;
  }

  /** The worst first. */
  static List<Finding> of(Examined examined) {
    ReachFindings all = new ReachFindings(examined);
    all.leaderless();
    all.alarm(Alarm.CORRUPT, "members disagree about their data");
    all.alarm(Alarm.NOSPACE, "etcd refuses writes");
    all.silent();
    Quorum.of(examined.now().sample()).warnings().stream()
        .map(Finding::warning)
        .forEach(all.findings::add);
    all.notAsked();
    return all.findings;
  }

  private void alarm(Alarm alarm, String meaning) {
    List<String> listing =
        examined.answering().stream()
            .filter(member -> member.status().lists(alarm))
            .map(Answering::name)
            .toList();
    if (!listing.isEmpty()) {
      findings.add(
          Finding.critical(
              "alarm "
                  + alarm
                  + ", "
                  + meaning
                  + raisedBy(AlarmRaiser.of(examined.now().sample(), alarm))
                  + "; listed by "
                  + Sentence.list(listing)));
    }
  }

  private static String raisedBy(List<AlarmRaiser> members) {
    return members.isEmpty()
        ? ""
        : "; raised by " + Sentence.list(members.stream().map(AlarmRaiser::words).toList());
  }

  private void silent() {
    if (examined.members().isEmpty()) {
      findings.add(Finding.unknown("the cluster could not be looked at"));
      return;
    }
    for (MemberSample member : examined.members()) {
      if (member.outcome() instanceof Failed failed) {
        Severity severity = Standing.of(examined.now().sample(), member);
        findings.add(new Finding(severity, silent(member, failed.failure())));
      }
    }
  }

  private static String silent(MemberSample member, Failure failure) {
    if (member.defragmenting().orElse(false)) {
      return member.member() + " is being defragmented, and does not answer until that is done";
    }
    if (failure.reason().refusesUser()) {
      return member.member()
          + " refuses this user ("
          + failure.detail()
          + "), so nothing is known of it";
    }
    return member.member()
        + " does not answer ("
        + failure.reason().label()
        + ": "
        // gRPC's text for a timeout adds nothing.
        + (failure.reason() == Reason.TIMEOUT
            ? "paused, cut off, or busy with a defragmentation"
            : failure.detail())
        + ")";
  }

  private void leaderless() {
    List<String> lost =
        examined.answering().stream()
            .filter(member -> member.status().leaderId() == 0)
            .map(Answering::name)
            .toList();
    if (!lost.isEmpty()) {
      findings.add(
          Finding.critical(
              Sentence.list(lost)
                  + (lost.size() == 1 ? " has" : " have")
                  + " no leader: too few members are up, or an election is under way;"
                  + " writes wait"));
    }
  }

  private void notAsked() {
    List<String> others =
        examined.now().sample().unwatched().stream()
            .filter(member -> !member.fault())
            .map(UnwatchedMember::name)
            .toList();
    if (!others.isEmpty()) {
      findings.add(
          Finding.note(
              "in the member list but not checked: "
                  + Sentence.list(others)
                  + "; --cluster checks all"));
    }
  }
}
