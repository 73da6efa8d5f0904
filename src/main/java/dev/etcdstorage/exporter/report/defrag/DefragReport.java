package dev.etcdstorage.exporter.report.defrag;

import dev.etcdstorage.exporter.maintenance.DefragPlan;
import dev.etcdstorage.exporter.maintenance.DefragRecord;
import dev.etcdstorage.exporter.maintenance.GuardedEnd;
import dev.etcdstorage.exporter.maintenance.GuardedListener;
import dev.etcdstorage.exporter.maintenance.MemberChoice;
import dev.etcdstorage.exporter.maintenance.RunEnd;
import dev.etcdstorage.exporter.maintenance.guard.GuardAnswer;
import dev.etcdstorage.exporter.maintenance.guard.Refusal;
import dev.etcdstorage.exporter.report.Lines;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.Outcome.Reached;
import dev.etcdstorage.exporter.text.Amount;
import dev.etcdstorage.exporter.text.Sentence;
import dev.etcdstorage.exporter.text.Table;
import java.time.Duration;
import java.util.Optional;

/** What {@code defrag} prints. */
public final class DefragReport implements GuardedListener {
  private final Lines lines;

  public DefragReport(Lines lines) {
    this.lines = lines;
  }

  public void plan(DefragPlan plan) {
    say("Members");
    Table members = new Table().left("", "", "");
    for (MemberChoice choice : plan.members()) {
      MemberSample member = choice.member();
      members.row(
          member.member(), role(member), what(choice) + ": " + choice.why() + sizes(member));
    }
    members.lines("  ").forEach(this::say);
    say("Guards");
    Table guards = new Table().left("", "", "");
    plan.guards().forEach(guard -> guards.row(word(guard), guard.guard().label(), guard.why()));
    guards.lines("  ").forEach(this::say);
  }

  private static String what(MemberChoice choice) {
    return switch (choice.choice()) {
      case DUE -> "defragment";
      case LEAVE -> "leave alone";
      case UNKNOWN -> "unknown";
    };
  }

  private static String word(GuardAnswer answer) {
    return switch (answer.result()) {
      case PASS -> "passes";
      case WARN -> "warns";
      case UNKNOWN -> "unknown";
      case REFUSE -> "REFUSES";
    };
  }

  private static String role(MemberSample member) {
    return member
        .status()
        .map(status -> status.learner() ? "learner" : status.leader() ? "leader" : "follower")
        .orElse("");
  }

  private static String sizes(MemberSample member) {
    return member
        .outcome()
        .reached()
        .map(Reached::space)
        .map(
            file ->
                " (file %s, in use %s)"
                    .formatted(Amount.bytes(file.sizeBytes()), Amount.bytes(file.inUseBytes())))
        .orElse("");
  }

  public void say(String text) {
    lines.line(text);
  }

  @Override
  public void leaderMoves(MemberSample from, MemberSample to) {
    say(from.member() + " transfers leadership to " + to.member());
  }

  @Override
  public void begins(MemberSample member, Duration expected) {
    say(
        member.member()
            + " is being defragmented and does not answer; expected: about "
            + Amount.duration(expected));
  }

  @Override
  public void runs(MemberSample member, Duration elapsed, Duration expected) {
    lines.passing(
        "  %s: %s of about %s"
            .formatted(member.member(), Amount.duration(elapsed), Amount.duration(expected)));
  }

  @Override
  public void overdue(MemberSample member, Duration elapsed) {
    say(
        "%s has not answered for %s; etcd may still be at work: waiting for it, and touching no other member"
            .formatted(member.member(), Amount.duration(elapsed)));
  }

  @Override
  public void ended(MemberSample member, DefragRecord result) {
    if (result.succeeded()) {
      say(
          "%s is done after %s: %s before, %s now"
              .formatted(
                  member.member(),
                  Amount.duration(result.took()),
                  Amount.bytes(result.bytesBefore()),
                  Amount.bytes(result.bytesAfter())));
    } else {
      say(member.member() + " failed: " + result.detail());
    }
  }

  @Override
  public void notKept(MemberSample member, String why) {
    say("the result of " + member.member() + " could not be stored in etcd: " + why);
  }

  @Override
  public void forgotten(String memberId) {
    say(
        "deleted from etcd the record of the last run of member "
            + memberId
            + ", which left the cluster");
  }

  @Override
  public void leaves(MemberSample member) {
    say(
        "stopping: the defragmentation of "
            + member.member()
            + " cannot be cancelled and goes on in etcd. The lock is kept until it answers; stop"
            + " again to exit at once");
  }

  @Override
  public void lockLeft(Optional<Duration> left) {
    say(
        "the lock could not be released; it expires"
            + left.map(time -> " in " + Amount.duration(time)).orElse(" with its lease")
            + ", and the next run is refused until then");
  }

  /** The last lines; returns the exit code. */
  public int end(GuardedEnd end) {
    return end.match(
        new GuardedEnd.Cases<Integer>() {
          @Override
          public Integer nothingDue(GuardedEnd.NothingDue nothing) {
            say("Nothing is due any more: another run came first.");
            return 0;
          }

          @Override
          public Integer notBegun(GuardedEnd.NotBegun notBegun) {
            refused(notBegun.refusal());
            return 1;
          }

          @Override
          public Integer ran(GuardedEnd.Ran ran) {
            say(ran.end().match(new RunText()));
            return ran.end() instanceof RunEnd.Finished ? 0 : 1;
          }
        });
  }

  /** Before anything was changed. */
  public void refused(Refusal refusal) {
    say("Refused, nothing was changed. " + refusal);
  }

  private static final class RunText implements RunEnd.Cases<String> {
    @Override
    public String finished(RunEnd.Finished end) {
      return "Done. " + done(end);
    }

    @Override
    public String refused(RunEnd.Refused end) {
      return "Stopped before " + end.member() + ". " + end.refusal() + ". " + done(end);
    }

    @Override
    public String failed(RunEnd.Failed end) {
      return "Stopped: "
          + end.member()
          + " failed, and no other member was touched after it. "
          + Sentence.of(end.last().detail())
          + " "
          + done(end);
    }

    private static String done(RunEnd end) {
      long succeeded = end.done().values().stream().filter(DefragRecord::succeeded).count();
      long reclaimed =
          end.done().values().stream()
              .mapToLong(record -> Math.max(0, record.bytesBefore() - record.bytesAfter()))
              .sum();
      return Amount.count(succeeded, "member")
          + " defragmented, "
          + Amount.bytes(reclaimed)
          + " reclaimed.";
    }
  }
}
