package dev.etcdstorage.exporter.report.recover;

import dev.etcdstorage.exporter.keyspace.scan.ScanProgress;
import dev.etcdstorage.exporter.maintenance.DefragRecord;
import dev.etcdstorage.exporter.maintenance.recover.RecoverEnd;
import dev.etcdstorage.exporter.maintenance.recover.RecoverListener;
import dev.etcdstorage.exporter.maintenance.recover.RecoverPlan;
import dev.etcdstorage.exporter.maintenance.recover.SnapshotRoom;
import dev.etcdstorage.exporter.maintenance.recover.Step;
import dev.etcdstorage.exporter.report.Lines;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.text.Amount;
import java.time.Duration;

/** Prints the present state, what will be done, and how it goes. */
public final class RecoverReport implements RecoverListener {
  /** A snapshot's pace is known after this. */
  private static final Duration PACE_KNOWN = Duration.ofSeconds(3);

  private final Lines lines;
  private final NextRun next;
  private boolean snapshotUndecided;

  public RecoverReport(Lines lines, NextRun next) {
    this.lines = lines;
    this.next = next;
  }

  @Override
  public void reads(MemberSample from) {
    lines.passing("reading the live keys from " + from.member() + " to know what will be left …");
  }

  @Override
  public void reading(MemberSample from, ScanProgress far) {
    if (far.keys() > 0) {
      lines.passing(
          "reading the live keys from %s: %s of %s in %s …"
              .formatted(
                  from.member(),
                  Amount.count(far.keys()),
                  Amount.count(far.ofKeys()),
                  Amount.duration(far.elapsed())));
    }
  }

  @Override
  public void planned(RecoverPlan plan, SnapshotRoom room) {
    snapshotUndecided = room.undecided();
    lines.line(
        plan.nospace()
            ? "NOSPACE is up: etcd refuses writes."
            : plan.needed()
                ? "No alarm is up, but "
                    + (plan.fullOfHistory() ? "old versions" : "half-empty pages")
                    + " fill the file: act before NOSPACE comes."
                : "No alarm is up.");
    PlanText.members(plan).forEach(lines::line);
    PlanText.why(plan).forEach(lines::line);
    if (plan.disarmOnly()) {
      lines.line("In this order:");
      PlanText.disarmSteps().forEach(lines::line);
    } else if (plan.needed() && plan.tooLargeAfter().isEmpty()) {
      lines.line("In this order:");
      PlanText.steps(plan, room).forEach(lines::line);
      lines.line(PlanText.total(plan, room));
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
    return took.isZero() ? detail : Amount.duration(took) + (detail.isEmpty() ? "" : "  " + detail);
  }

  @Override
  public void snapshotGrows(long bytes, long left, Duration elapsed) {
    if (bytes > 0) {
      lines.passing(
          "snapshot  %s of %s (%s)%s"
              .formatted(
                  Amount.bytes(bytes),
                  Amount.bytes(bytes + left),
                  Amount.percent(bytes / (double) (bytes + left)),
                  timeLeft(bytes, left, elapsed)));
    }
  }

  /** By the pace so far, which is more exact than the plan's assumption. */
  private static String timeLeft(long bytes, long left, Duration elapsed) {
    if (elapsed.compareTo(PACE_KNOWN) < 0 || left == 0) {
      return "";
    }
    return ", about %s left"
        .formatted(
            Amount.duration(
                Duration.ofSeconds(1 + Math.round(elapsed.toMillis() / 1e3 * left / bytes))));
  }

  @Override
  public void compacts(String member) {
    lines.passing("compact   " + member + " …");
  }

  @Override
  public void waits(Step step, Duration elapsed) {
    if (elapsed.toSeconds() > 0) {
      lines.passing("%-8s  %s so far".formatted(step.label(), Amount.duration(elapsed)));
    }
  }

  @Override
  public void leaderMoves(MemberSample from, MemberSample to) {
    lines.line("defrag    " + from.member() + " transfers leadership to " + to.member());
  }

  @Override
  public void begins(MemberSample member, Duration expected) {
    lines.passing("defrag    " + member.member() + ", about " + Amount.duration(expected) + " …");
  }

  @Override
  public void runs(MemberSample member, Duration elapsed, Duration expected) {
    lines.passing(
        "defrag    %s, %s of about %s; it does not answer until done"
            .formatted(member.member(), Amount.duration(elapsed), Amount.duration(expected)));
  }

  @Override
  public void overdue(MemberSample member, Duration elapsed) {
    lines.line(
        "defrag    %s has not answered for %s; etcd may still be at work: waiting for it"
            .formatted(member.member(), Amount.duration(elapsed)));
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
                    Amount.duration(result.took()))
            : "defrag    " + member.member() + " FAILED: " + result.detail());
  }

  @Override
  public void note(String line) {
    lines.line("note: " + line);
  }

  /** The last words. */
  public void ended(RecoverEnd end) {
    lines.line("");
    end.match(new EndText(next, snapshotUndecided)).forEach(lines::line);
  }
}
