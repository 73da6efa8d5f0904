package dev.etcdstorage.exporter.status.recover;

import dev.etcdstorage.exporter.etcd.Alarm;
import dev.etcdstorage.exporter.maintenance.recover.MemberPlan;
import dev.etcdstorage.exporter.maintenance.recover.RecoverPlan;
import dev.etcdstorage.exporter.maintenance.recover.SnapshotRoom;
import dev.etcdstorage.exporter.sample.Quota;
import dev.etcdstorage.exporter.sample.QuotaRoom;
import dev.etcdstorage.exporter.status.Amount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** What is, and what will be done. */
final class PlanWords {
  private static final String PROOF =
      "write and delete a test key through every voter, and look at all members again";

  private PlanWords() {}

  /** Each member's row. */
  static List<String> members(RecoverPlan plan) {
    return plan.disarmOnly() ? asTheyAre(plan) : beforeAndAfter(plan);
  }

  private static List<String> asTheyAre(RecoverPlan plan) {
    Table table = new Table().row("MEMBER", "ROLE", "ALARM", "FILE", "QUOTA", "FILE/QUOTA");
    for (MemberPlan member : plan.members()) {
      long size = member.space().sizeBytes();
      table.row(
          member.name(),
          role(member),
          alarms(member),
          Amount.bytes(size),
          quota(member.quota()),
          part(member, OptionalLong.of(size)));
    }
    return table.lines();
  }

  private static List<String> beforeAndAfter(RecoverPlan plan) {
    Table table =
        new Table()
            .row("MEMBER", "ROLE", "ALARM", "FILE NOW", "FILE AFTER", "QUOTA", "AFTER/QUOTA");
    for (MemberPlan member : plan.members()) {
      table.row(
          member.name(),
          role(member),
          alarms(member),
          Amount.bytes(member.space().sizeBytes()),
          bytes(member.sizeAfter()),
          quota(member.quota()),
          part(member, member.sizeAfter()));
    }
    return table.lines();
  }

  private static String role(MemberPlan member) {
    return member.status().learner() ? "learner" : member.status().leader() ? "leader" : "follower";
  }

  private static String alarms(MemberPlan member) {
    return member.status().lists(Alarm.NOSPACE) ? "NOSPACE" : "-";
  }

  private static String bytes(OptionalLong bytes) {
    return bytes.isPresent() ? "about " + Amount.bytes(bytes.getAsLong()) : "unknown";
  }

  private static String quota(Optional<Quota> quota) {
    return quota
        .map(known -> known.disabled() ? "none" : Amount.bytes(known.bytes()))
        .orElse("unknown");
  }

  private static String part(MemberPlan member, OptionalLong size) {
    return member
        .quota()
        .filter(quota -> !quota.disabled() && size.isPresent())
        .map(
            quota ->
                String.format(Locale.ROOT, "%.0f %%", 100.0 * size.getAsLong() / quota.bytes()))
        .orElse("-");
  }

  /** What the file is full of, in a line or two. */
  static List<String> why(RecoverPlan plan) {
    List<String> lines = new ArrayList<>();
    if (plan.disarmOnly()) {
      lines.add(
          "Every file is at %.0f %% of its quota at most: the quota was raised, or space was given back,"
              .formatted(100 * QuotaRoom.MOST));
      lines.add("and the alarm stays until somebody takes it back. Nothing else is needed.");
      if (plan.live().leafBytes().isEmpty() && !plan.roomForLargeValues()) {
        lines.add(
            "How large the values are is unknown: %s. One write beside very large ones may fill a file again."
                .formatted(plan.live().unknownWhy()));
      }
      return lines;
    }
    OptionalLong drop = plan.revisionsToDrop();
    if (plan.live().fileBytes().isPresent()) {
      lines.add(
          "What lives takes %s of its own%s."
              .formatted(
                  Amount.bytes(plan.live().fileBytes().getAsLong()),
                  drop.isPresent()
                      ? String.format(
                          Locale.ROOT, "; %,d old revisions are kept beside it", drop.getAsLong())
                      : ""));
      if (copyMatters(plan)) {
        lines.add(
            "A write beside its largest values copies up to four of them: one may add %s to the file."
                .formatted(Amount.bytes(plan.live().leafBytes().orElse(0))));
      }
    } else {
      lines.add("How much lives is unknown: " + plan.live().unknownWhy() + ".");
    }
    return lines;
  }

  /** As a rule it is a page or some, and nobody needs to know. */
  private static boolean copyMatters(RecoverPlan plan) {
    return plan.members().stream()
        .anyMatch(
            member ->
                member.limitBytes().isPresent()
                    && member.copyBytes().orElse(0) > member.limitBytes().getAsLong() / 10);
  }

  /** The steps in their order. */
  static List<String> steps(RecoverPlan plan, SnapshotRoom room) {
    List<List<String>> steps = new ArrayList<>();
    steps.add(List.of(snapshot(plan, room)));
    steps.add(
        List.of(
            "compact at revision %d on each member, about %s"
                .formatted(plan.compactTo(), Seconds.about(plan.compactionTime()))));
    steps.add(defrag(plan));
    if (plan.nospace()) {
      steps.add(List.of("take NOSPACE back, once every file is below 90 % of its quota"));
    }
    steps.add(List.of(PROOF));
    return numbered(steps);
  }

  /** The steps where only the alarm is left. */
  static List<String> disarmSteps() {
    return numbered(List.of(List.of("take NOSPACE back"), List.of(PROOF)));
  }

  private static List<String> numbered(List<List<String>> steps) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      String lead = "  " + (i + 1) + ". ";
      for (String line : steps.get(i)) {
        lines.add(lead + line);
        lead = "     ";
      }
    }
    return lines;
  }

  private static String snapshot(RecoverPlan plan, SnapshotRoom room) {
    if (room.unsaid()) {
      return "snapshot of %s, %s: say where, by --snapshot-dir or --snapshot-file (needs %s free), or --no-snapshot"
          .formatted(
              plan.snapshotFrom().name(),
              Amount.bytes(plan.snapshotBytes()),
              Amount.bytes(plan.diskNeededBytes()));
    }
    if (room.target().isEmpty()) {
      return "no snapshot, as asked";
    }
    return "snapshot of %s, %s, to %s, about %s (needs %s free, %s)"
        .formatted(
            plan.snapshotFrom().name(),
            Amount.bytes(plan.snapshotBytes()),
            room.target().get(),
            Seconds.about(plan.snapshotTime()),
            Amount.bytes(plan.diskNeededBytes()),
            room.freeBytes().isPresent()
                ? Amount.bytes(room.freeBytes().getAsLong()) + " are"
                : "unknown whether they are");
  }

  private static List<String> defrag(RecoverPlan plan) {
    List<MemberPlan> members = plan.toDefragment();
    if (members.isEmpty()) {
      return List.of("defragment each voter whose file the compaction left worth it");
    }
    List<String> followers = new ArrayList<>();
    List<String> leaders = new ArrayList<>();
    for (MemberPlan member : members) {
      String text = member.name() + " about " + Seconds.about(member.defragTime());
      (member.status().leader() ? leaders : followers).add(text);
    }
    String order = String.join(", ", followers);
    if (!leaders.isEmpty()) {
      order +=
          followers.isEmpty()
              ? leaders.get(0)
              : ", last " + leaders.get(0) + " (it gives its leadership away before)";
    }
    return List.of(
        "defragment one after the other: " + order,
        "each answers nothing meanwhile, and needs "
            + Amount.bytes(plan.copyBytes())
            + " of free disk beside its file");
  }

  static String total(RecoverPlan plan, SnapshotRoom room) {
    Duration all = plan.compactionTime().plus(plan.defragTime());
    if (room.target().isPresent() || room.unsaid()) {
      all = all.plus(plan.snapshotTime());
    }
    return "In all about " + Seconds.about(all.plusSeconds(2)) + ".";
  }
}
