package dev.etcdstorage.exporter.status.recover;

import dev.etcdstorage.exporter.maintenance.recover.LiveData;
import dev.etcdstorage.exporter.maintenance.recover.MemberPlan;
import dev.etcdstorage.exporter.maintenance.recover.RaiseQuota;
import dev.etcdstorage.exporter.maintenance.recover.RecoverEnd;
import dev.etcdstorage.exporter.maintenance.recover.RecoverPlan;
import dev.etcdstorage.exporter.maintenance.recover.Step;
import dev.etcdstorage.exporter.status.Advice;
import dev.etcdstorage.exporter.status.Amount;
import dev.etcdstorage.exporter.storage.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How it ended, and what to do next. */
final class EndWords {
  private static final String RUNBOOKS = "docs/runbooks/";

  /** kube-apiserver compacts every five minutes; so many revisions are far more than that keeps. */
  private static final long MUCH_HISTORY = 100_000;

  private EndWords() {}

  static List<String> of(RecoverEnd end) {
    if (end instanceof RecoverEnd.Planned planned) {
      return planned(planned.plan());
    }
    if (end instanceof RecoverEnd.NothingToDo nothing) {
      return nothing(nothing);
    }
    if (end instanceof RecoverEnd.Refused refused) {
      return List.of(
          "REFUSED by the guard " + refused.refusal() + ".",
          "Nothing was changed. " + sentence(refused.advice()));
    }
    if (end instanceof RecoverEnd.NotBegun notBegun) {
      return notBegun(notBegun.causes());
    }
    if (end instanceof RecoverEnd.Alive alive) {
      return alive(alive.plan());
    }
    if (end instanceof RecoverEnd.Failed failed) {
      return List.of(
          "FAILED at " + failed.step().label() + ": " + failed.cause().why() + ".",
          "What came before it stays done. " + sentence(failed.cause().advice()));
    }
    if (end instanceof RecoverEnd.Stopped stopped) {
      return stopped(stopped);
    }
    return recovered((RecoverEnd.Recovered) end);
  }

  private static List<String> notBegun(List<RecoverEnd.Cause> causes) {
    List<String> lines = new ArrayList<>();
    for (RecoverEnd.Cause cause : causes) {
      lines.add("REFUSED: " + cause.why() + ". " + sentence(cause.advice()));
    }
    lines.add("Nothing was changed.");
    return lines;
  }

  private static String sentence(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1) + ".";
  }

  private static List<String> planned(RecoverPlan plan) {
    if (plan.disarmOnly()) {
      return List.of(
          "Nothing was changed. To do it, add --yes --no-snapshot: nothing is deleted, so no snapshot is"
              + " taken.");
    }
    List<String> lines = new ArrayList<>();
    lines.add("Nothing was changed. To do it, add --yes.");
    if (plan.live().fileBytes().isEmpty()) {
      lines.add("Whether it will help is unknown until the files are compacted.");
    }
    return lines;
  }

  private static List<String> nothing(RecoverEnd.NothingToDo end) {
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
                + advice.command().map(name -> "; see etcd-storage-exporter " + name).orElse(""));
      }
    }
    return lines;
  }

  private static List<String> alive(RecoverPlan plan) {
    List<String> lines = new ArrayList<>();
    String members =
        String.join(", ", plan.tooLargeAfter().stream().map(MemberPlan::name).toList());
    lines.add(
        "STOPPED: the data is alive. Compaction and defragmentation would leave the file of "
            + members
            + (plan.tooLargeAfter().stream().anyMatch(MemberPlan::tooLargeWithoutWrites)
                ? " above 90 % of its quota, and NOSPACE would be back at once."
                : " so large that one write may bring it above 90 % of its quota, and NOSPACE back."));
    lines.add("Nothing was changed. The most of it:");
    lines.addAll(largest(plan.live()));
    lines.add(sentence(RaiseQuota.advice(plan)));
    lines.add("See " + RUNBOOKS + "EtcdNoSpaceAlarm.md#if-it-is-still-full");
    return lines;
  }

  private static List<String> largest(LiveData live) {
    Table table = new Table();
    for (LiveData.Part part : live.largest(5)) {
      table.row(
          part.prefix(),
          Amount.bytes(part.live().bytes()),
          String.format(Locale.ROOT, "%,d keys", part.live().keys()));
    }
    return table.lines();
  }

  private static List<String> stopped(RecoverEnd.Stopped end) {
    List<String> lines = new ArrayList<>();
    lines.add("STOPPED before the end of " + end.next().label() + ", as asked.");
    end.goesOn().ifPresent(what -> lines.add(sentence(what)));
    lines.add("Run it again to go on; what is done stays done.");
    return lines;
  }

  private static List<String> recovered(RecoverEnd.Recovered end) {
    List<String> lines = new ArrayList<>();
    lines.add(
        end.plan().nospace()
            ? "RECOVERED: etcd takes writes again, and no alarm is up."
            : "DONE: etcd takes writes, no alarm is up, and the old versions are gone.");
    Table sizes = new Table().row("MEMBER", "FILE BEFORE", "FILE NOW", "OF ITS QUOTA");
    for (RecoverEnd.Size size : end.sizes()) {
      sizes.row(
          size.member(),
          Amount.bytes(size.before()),
          Amount.bytes(size.after()),
          size.quotaBytes()
              .map(quota -> String.format(Locale.ROOT, "%.0f %%", 100.0 * size.after() / quota))
              .orElse("-"));
    }
    lines.addAll(sizes.lines());
    lines.add("It took " + times(end.took()) + ".");
    end.snapshot()
        .ifPresent(
            file ->
                lines.add(
                    "The snapshot " + file + " holds every Secret: delete it when all is well."));
    lines.addAll(next(end.plan()));
    return lines;
  }

  private static String times(Map<Step, Duration> took) {
    Duration all = took.values().stream().reduce(Duration.ZERO, Duration::plus);
    List<String> parts =
        took.entrySet().stream()
            .map(entry -> entry.getKey().label() + " " + Seconds.exact(entry.getValue()))
            .toList();
    return Seconds.exact(all) + ": " + String.join(", ", parts);
  }

  private static List<String> next(RecoverPlan plan) {
    List<String> lines = new ArrayList<>();
    lines.add("What to do next:");
    if (plan.disarmOnly()) {
      lines.add(
          "  - Nothing was compacted or defragmented. Whether that is worth it now, check --scan says.");
    }
    lines.add(
        "  - Find the writer, or it fills again."
            + writers(plan)
            + " See "
            + RUNBOOKS
            + "EtcdWriteStorm.md");
    if (plan.revisionsToDrop().orElse(0) > MUCH_HISTORY) {
      lines.add(
          String.format(
              Locale.ROOT,
              "  - Nobody compacted: %,d revisions were kept. kube-apiserver should, every five"
                  + " minutes; else etcd's --auto-compaction-retention. See "
                  + RUNBOOKS
                  + "EtcdCompactionStalled.md",
              plan.revisionsToDrop().orElse(0)));
    } else {
      lines.add(
          "  - See that somebody compacts: kube-apiserver every five minutes, else etcd's"
              + " --auto-compaction-retention. See "
              + RUNBOOKS
              + "EtcdCompactionStalled.md");
    }
    lines.add(
        "  - Wait until all nodes are Ready, then restart controllers that are still stuck. See "
            + RUNBOOKS
            + "README.md#after-recovery");
    return lines;
  }

  /** Of what lives; who only wrote what was deleted since does not show. */
  private static String writers(RecoverPlan plan) {
    List<String> most =
        plan.live().mostWritten(3).stream()
            .map(
                part ->
                    String.format(
                        Locale.ROOT, "%s (%,d writes)", part.prefix(), part.live().versions()))
            .toList();
    return most.isEmpty()
        ? ""
        : " Keys that live now were written most in " + String.join(", ", most) + ".";
  }
}
