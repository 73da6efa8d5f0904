package dev.etcdstorage.exporter.report.recover;

import dev.etcdstorage.exporter.advice.Advice;
import dev.etcdstorage.exporter.maintenance.recover.LiveData;
import dev.etcdstorage.exporter.maintenance.recover.MemberPlan;
import dev.etcdstorage.exporter.maintenance.recover.RaiseQuota;
import dev.etcdstorage.exporter.maintenance.recover.RecoverEnd;
import dev.etcdstorage.exporter.maintenance.recover.RecoverPlan;
import dev.etcdstorage.exporter.maintenance.recover.Step;
import dev.etcdstorage.exporter.storage.Verdict;
import dev.etcdstorage.exporter.text.Amount;
import dev.etcdstorage.exporter.text.Runbook;
import dev.etcdstorage.exporter.text.Sentence;
import dev.etcdstorage.exporter.text.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How it ended, and what to do next. */
final class EndText implements RecoverEnd.Cases<List<String>> {
  /** Far more revisions than kube-apiserver keeps, which compacts every five minutes. */
  private static final long MUCH_HISTORY = 100_000;

  private final NextRun next;
  private final boolean snapshotUndecided;

  EndText(NextRun next, boolean snapshotUndecided) {
    this.next = next;
    this.snapshotUndecided = snapshotUndecided;
  }

  @Override
  public List<String> planned(RecoverEnd.Planned end) {
    boolean disarmOnly = end.plan().disarmOnly();
    List<String> lines = new ArrayList<>();
    lines.add(
        "Nothing was changed. To do it, "
            + (next.dryRun() ? "put --yes in place of --dry-run" : "add --yes")
            + (disarmOnly ? "; nothing is deleted, so no snapshot is taken:" : ":"));
    if (!snapshotUndecided) {
      lines.add("  " + next.again().apply("--yes"));
    } else if (disarmOnly) {
      lines.add("  " + next.again().apply("--yes --no-snapshot"));
    } else {
      lines.add("  " + next.again().apply("--yes --snapshot-dir DIR"));
      lines.add("or, without a snapshot:");
      lines.add("  " + next.again().apply("--yes --no-snapshot"));
    }
    if (!disarmOnly && end.plan().live().fileBytes().isEmpty()) {
      lines.add("Whether it will help is unknown until the files are compacted.");
    }
    return lines;
  }

  @Override
  public List<String> nothingToDo(RecoverEnd.NothingToDo end) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "NOTHING TO RECOVER: no alarm is up, and no file is known to be full of old versions."
            + (end.proved() ? " A test key was written and deleted through every voter." : ""));
    for (MemberPlan member : end.plan().members()) {
      Verdict verdict = end.plan().verdict(member);
      if (verdict != Verdict.NONE) {
        Advice advice = Advice.of(member.status(), verdict);
        lines.add(
            member.name()
                + ": "
                + advice.words()
                + advice.command().map(name -> "; see " + next.other().apply(name)).orElse(""));
      }
    }
    return lines;
  }

  @Override
  public List<String> refused(RecoverEnd.Refused end) {
    return List.of(
        "REFUSED by the guard " + end.refusal() + ".",
        "Nothing was changed. " + Sentence.of(end.advice()));
  }

  @Override
  public List<String> notBegun(RecoverEnd.NotBegun end) {
    List<String> lines = new ArrayList<>();
    for (RecoverEnd.Cause cause : end.causes()) {
      lines.add("REFUSED: " + cause.why() + ". " + Sentence.of(cause.advice()));
    }
    lines.add("Nothing was changed.");
    return lines;
  }

  @Override
  public List<String> liveDataFillsQuota(RecoverEnd.LiveDataFillsQuota end) {
    RecoverPlan plan = end.plan();
    List<MemberPlan> tooLarge = plan.tooLargeAfter();
    List<String> lines = new ArrayList<>();
    lines.add(
        "STOPPED: live data fills the quota. Compaction and defragmentation would leave the file of "
            + String.join(", ", tooLarge.stream().map(MemberPlan::name).toList())
            + (tooLarge.stream().anyMatch(MemberPlan::tooLargeWithoutWrites)
                ? " above 90% of its quota, and NOSPACE would be back at once."
                : " so large that one write may take it above 90% of its quota and bring NOSPACE back."));
    lines.add("Nothing was changed. Most of it:");
    lines.addAll(largest(plan.live()));
    lines.add(Sentence.of(RaiseQuota.advice(plan)));
    lines.add("See " + Runbook.NO_SPACE.url("if-it-is-still-full"));
    return lines;
  }

  private static List<String> largest(LiveData live) {
    Table table = new Table().left("").right("", "");
    for (LiveData.Part part : live.largest(5)) {
      table.row(
          part.prefix(),
          Amount.bytes(part.live().bytes()),
          Amount.count(part.live().keys(), "key"));
    }
    return table.lines("  ");
  }

  @Override
  public List<String> failed(RecoverEnd.Failed end) {
    return List.of(
        "FAILED at " + end.step().label() + ": " + end.cause().why() + ".",
        "The steps before it stay done. " + Sentence.of(end.cause().advice()));
  }

  @Override
  public List<String> stopped(RecoverEnd.Stopped end) {
    List<String> lines = new ArrayList<>();
    lines.add("STOPPED before the end of " + end.next().label() + ", as requested.");
    end.goesOn().map(Sentence::of).ifPresent(lines::add);
    lines.add("Run it again to continue; what is done stays done.");
    return lines;
  }

  @Override
  public List<String> recovered(RecoverEnd.Recovered end) {
    List<String> lines = new ArrayList<>();
    lines.add(
        end.plan().nospace()
            ? "RECOVERED: etcd takes writes again, and no alarm is up."
            : "DONE: etcd takes writes, no alarm is up, and the old versions are gone.");
    Table sizes = new Table().left("MEMBER").right("FILE BEFORE", "FILE NOW", "OF ITS QUOTA");
    for (RecoverEnd.Size size : end.sizes()) {
      sizes.row(
          size.member(),
          Amount.bytes(size.before()),
          Amount.bytes(size.after()),
          size.quotaBytes()
              .map(quota -> Amount.percent(size.after() / (double) quota))
              .orElse("-"));
    }
    lines.addAll(sizes.lines("  "));
    lines.add("It took " + times(end.took()) + ".");
    end.snapshot()
        .ifPresent(
            file ->
                lines.add(
                    "The snapshot " + file + " holds every Secret: delete it when all is well."));
    lines.addAll(toDo(end.plan()));
    return lines;
  }

  private static String times(Map<Step, Duration> took) {
    Duration all = took.values().stream().reduce(Duration.ZERO, Duration::plus);
    List<String> parts =
        took.entrySet().stream()
            .map(entry -> entry.getKey().label() + " " + Amount.duration(entry.getValue()))
            .toList();
    return Amount.duration(all) + ": " + String.join(", ", parts);
  }

  private static List<String> toDo(RecoverPlan plan) {
    List<String> lines = new ArrayList<>();
    lines.add("What to do next:");
    if (plan.disarmOnly()) {
      lines.add(
          "  - Nothing was compacted or defragmented. check --scan says whether that is worth it now.");
    }
    lines.add(
        "  - Find the writer, or it fills again."
            + writers(plan)
            + " See "
            + Runbook.WRITE_STORM.url());
    long kept = plan.revisionsKept().orElse(0);
    lines.add(
        (kept > MUCH_HISTORY
                ? "  - Nobody compacted: %s were kept. kube-apiserver should, every five minutes,"
                    .formatted(Amount.count(kept, "revision"))
                : "  - Make sure that somebody compacts: kube-apiserver every five minutes,")
            + " or etcd with --auto-compaction-retention. See "
            + Runbook.COMPACTION_STALLED.url());
    lines.add(
        "  - Wait until all nodes are Ready, then restart controllers that are still stuck. See "
            + Runbook.ALL
            + "#after-recovery");
    return lines;
  }

  /** From live data; a writer whose keys were all deleted since does not show. */
  private static String writers(RecoverPlan plan) {
    List<String> most =
        plan.live().mostWritten(3).stream()
            .map(part -> part.prefix() + " (" + Amount.count(part.live().versions(), "write") + ")")
            .toList();
    return most.isEmpty()
        ? ""
        : " Of the keys that are live now, most writes went to " + String.join(", ", most) + ".";
  }
}
