package dev.etcdstorage.exporter.status.recover;

import dev.etcdstorage.exporter.maintenance.DefragRecord;
import dev.etcdstorage.exporter.maintenance.recover.RecoverEnd;
import dev.etcdstorage.exporter.maintenance.recover.RecoverListener;
import dev.etcdstorage.exporter.maintenance.recover.RecoverPlan;
import dev.etcdstorage.exporter.maintenance.recover.SnapshotRoom;
import dev.etcdstorage.exporter.maintenance.recover.Step;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.status.Amount;
import java.time.Duration;

/** Tells a person what is, what will be done, and how it goes. */
public final class RecoverWords implements RecoverListener {
  private final Lines lines;

  public RecoverWords(Lines lines) {
    this.lines = lines;
  }

  @Override
  public void reads(MemberSample from) {
    lines.passing("reading the live keys from " + from.member() + " to know what will be left …");
  }

  @Override
  public void planned(RecoverPlan plan, SnapshotRoom room) {
    lines.line(
        plan.nospace()
            ? "NOSPACE is up: etcd refuses writes."
            : plan.needed()
                ? "No alarm is up; old versions fill the file, so it is time before NOSPACE."
                : "No alarm is up.");
    PlanWords.members(plan).forEach(lines::line);
    PlanWords.why(plan).forEach(lines::line);
    if (plan.disarmOnly()) {
      lines.line("In this order:");
      PlanWords.disarmSteps().forEach(lines::line);
    } else if (plan.needed() && plan.tooLargeAfter().isEmpty()) {
      lines.line("In this order:");
      PlanWords.steps(plan, room).forEach(lines::line);
      lines.line(PlanWords.total(plan, room));
    }
    lines.line("");
  }

  @Override
  public void begins(Step step) {
    lines.passing(step.label() + " …");
  }

  @Override
  public void done(Step step, Duration took, String detail) {
    lines.line(
        "%-8s  %-8s  %s"
            .formatted(step.label(), took.isZero() ? "skipped" : "done", withTime(took, detail)));
  }

  private static String withTime(Duration took, String detail) {
    return took.isZero() ? detail : Seconds.exact(took) + (detail.isEmpty() ? "" : "  " + detail);
  }

  @Override
  public void snapshotGrows(long bytes, long left) {
    if (bytes > 0) {
      lines.passing(
          "snapshot  %s of %s (%d %%)"
              .formatted(
                  Amount.bytes(bytes), Amount.bytes(bytes + left), 100 * bytes / (bytes + left)));
    }
  }

  @Override
  public void compacts(String member) {
    lines.passing("compact   " + member + " …");
  }

  @Override
  public void waits(Step step, Duration elapsed) {
    if (elapsed.toSeconds() > 0) {
      lines.passing("%-8s  %s so far".formatted(step.label(), Seconds.about(elapsed)));
    }
  }

  @Override
  public void leaderMoves(MemberSample from, MemberSample to) {
    lines.line("defrag    " + from.member() + " gives its leadership to " + to.member());
  }

  @Override
  public void begins(MemberSample member, Duration expected) {
    lines.passing("defrag    " + member.member() + ", about " + Seconds.about(expected) + " …");
  }

  @Override
  public void runs(MemberSample member, Duration elapsed, Duration expected) {
    lines.passing(
        "defrag    %s, %s of about %s; it answers nothing meanwhile"
            .formatted(member.member(), Seconds.about(elapsed), Seconds.about(expected)));
  }

  @Override
  public void overdue(MemberSample member, Duration elapsed) {
    lines.line(
        "defrag    %s has not answered for %s; etcd may still be at work, so it is waited for"
            .formatted(member.member(), Seconds.about(elapsed)));
  }

  @Override
  public void ended(MemberSample member, DefragRecord result) {
    lines.line(
        result.succeeded()
            ? "defrag    %s: %s to %s in %s"
                .formatted(
                    member.member(),
                    Amount.bytes(result.bytesBefore()),
                    Amount.bytes(result.bytesAfter()),
                    Seconds.exact(result.took()))
            : "defrag    " + member.member() + " FAILED: " + result.detail());
  }

  @Override
  public void note(String line) {
    lines.line("note: " + line);
  }

  /** The last words. */
  public void ended(RecoverEnd end) {
    lines.line("");
    EndWords.of(end).forEach(lines::line);
  }
}
