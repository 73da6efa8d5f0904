package dev.etcdstorage.exporter.cli;

import dev.etcdstorage.exporter.maintenance.DefragPlan;
import dev.etcdstorage.exporter.maintenance.DefragRecord;
import dev.etcdstorage.exporter.maintenance.GuardAnswer;
import dev.etcdstorage.exporter.maintenance.GuardAnswer.Word;
import dev.etcdstorage.exporter.maintenance.GuardedEnd;
import dev.etcdstorage.exporter.maintenance.GuardedListener;
import dev.etcdstorage.exporter.maintenance.MemberChoice;
import dev.etcdstorage.exporter.maintenance.RunEnd;
import dev.etcdstorage.exporter.maintenance.Voters;
import dev.etcdstorage.exporter.maintenance.Words;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.Outcome.Reached;
import dev.etcdstorage.exporter.status.recover.Lines;
import dev.etcdstorage.exporter.storage.DbSpace;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What {@code defrag} tells a person. */
final class DefragReport implements GuardedListener {
  private final Lines lines;

  DefragReport(Lines lines) {
    this.lines = lines;
  }

  void plan(DefragPlan plan) {
    int width =
        plan.members().stream()
            .mapToInt(choice -> choice.member().member().length())
            .max()
            .orElse(6);
    say("Members");
    plan.members().forEach(choice -> member(choice, width));
    say("Guards");
    plan.guards().forEach(this::guard);
  }

  private void member(MemberChoice choice, int width) {
    MemberSample member = choice.member();
    String what =
        switch (choice.choice()) {
          case DUE -> "defragment: ";
          case LEAVE -> "leave alone: ";
          case UNKNOWN -> "unknown: ";
        };
    line(
        "  %-" + width + "s  %-8s  %s",
        member.member(),
        role(member),
        what + choice.why() + sizes(member));
  }

  private static String role(MemberSample member) {
    return Voters.status(member)
        .map(status -> status.learner() ? "learner" : status.leader() ? "leader" : "follower")
        .orElse("");
  }

  private static String sizes(MemberSample member) {
    Optional<DbSpace> space = member.outcome().reached().map(Reached::space);
    return space
        .map(
            file ->
                " (file %s, in use %s)"
                    .formatted(Words.size(file.sizeBytes()), Words.size(file.inUseBytes())))
        .orElse("");
  }

  private void guard(GuardAnswer answer) {
    String word =
        answer.word() == Word.REFUSES ? "REFUSES" : answer.word().name().toLowerCase(Locale.ROOT);
    line("  %-7s  %-18s  %s", word, answer.guard().label(), answer.why());
  }

  void say(String text) {
    lines.line(text);
  }

  private void line(String format, Object... values) {
    say(String.format(Locale.ROOT, format, values).stripTrailing());
  }

  @Override
  public void leaderMoves(MemberSample from, MemberSample to) {
    say(from.member() + " gives the leadership to " + to.member());
  }

  @Override
  public void begins(MemberSample member, Duration expected) {
    say(
        member.member()
            + " defragments and answers nothing meanwhile; expected: about "
            + Words.time(expected));
  }

  @Override
  public void runs(MemberSample member, Duration elapsed, Duration expected) {
    lines.passing(
        "  %s: %s of about %s"
            .formatted(member.member(), Words.time(elapsed), Words.time(expected)));
  }

  @Override
  public void overdue(MemberSample member, Duration elapsed) {
    say(
        "%s has not answered for %s; etcd may still be at work, so it is waited for and no other member is touched"
            .formatted(member.member(), Words.time(elapsed)));
  }

  @Override
  public void ended(MemberSample member, DefragRecord result) {
    if (result.succeeded()) {
      say(
          "%s is done after %s: %s before, %s now"
              .formatted(
                  member.member(),
                  Words.time(result.took()),
                  Words.size(result.bytesBefore()),
                  Words.size(result.bytesAfter())));
    } else {
      say(member.member() + " failed: " + result.detail());
    }
  }

  @Override
  public void notKept(MemberSample member, String why) {
    say("the result of " + member.member() + " could not be kept in etcd: " + why);
  }

  @Override
  public void forgotten(String memberId) {
    say(
        "deleted what was kept in etcd of the last run of member "
            + memberId
            + ", which left the cluster");
  }

  @Override
  public void leaves(MemberSample member) {
    say(
        "stopping: "
            + member.member()
            + " goes on in etcd, which cannot be called off. The lock is kept until it answers; stop"
            + " again to leave at once");
  }

  @Override
  public void lockLeft(Optional<Duration> left) {
    say(
        "the lock could not be given back; it ends by itself"
            + left.map(time -> " in " + Words.time(time)).orElse(" with its lease")
            + ", and the next run is refused until then");
  }

  /** The last lines; answers the exit code. */
  int end(GuardedEnd end) {
    if (end instanceof GuardedEnd.NothingDue) {
      say("Nothing is due any more: another run was faster.");
      return 0;
    }
    if (end instanceof GuardedEnd.NotBegun notBegun) {
      say("Refused, nothing was changed. " + notBegun.refusal());
      return 1;
    }
    RunEnd run = ((GuardedEnd.Ran) end).end();
    long back = 0;
    for (DefragRecord record : run.done().values()) {
      back += Math.max(0, record.bytesBefore() - record.bytesAfter());
    }
    String done = done(run.done()) + Words.size(back) + " given back.";
    if (run instanceof RunEnd.Refused refused) {
      say("Stopped before " + refused.member() + ". " + refused.refusal() + ". " + done);
      return 1;
    }
    if (run instanceof RunEnd.Failed failed) {
      say(
          "Stopped: "
              + failed.member()
              + " failed, and no other member was touched after it. "
              + failed.last().detail()
              + ". "
              + done);
      return 1;
    }
    say("Done. " + done);
    return 0;
  }

  private static String done(Map<String, DefragRecord> done) {
    long succeeded = done.values().stream().filter(DefragRecord::succeeded).count();
    return "Members defragmented: " + succeeded + ", ";
  }
}
