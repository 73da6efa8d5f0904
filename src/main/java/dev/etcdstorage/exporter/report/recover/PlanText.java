package dev.etcdstorage.exporter.report.recover;

import dev.etcdstorage.exporter.etcd.Alarm;
import dev.etcdstorage.exporter.maintenance.recover.MemberPlan;
import dev.etcdstorage.exporter.maintenance.recover.RecoverPlan;
import dev.etcdstorage.exporter.maintenance.recover.SnapshotRoom;
import dev.etcdstorage.exporter.sample.Quota;
import dev.etcdstorage.exporter.sample.QuotaRoom;
import dev.etcdstorage.exporter.text.Amount;
import dev.etcdstorage.exporter.text.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The present state, and what will be done. */
final class PlanText {
  private static final String PROOF =
      "write and delete a test key through every voter, and look at all members again";

  private PlanText() {}

  static List<String> members(RecoverPlan plan) {
    boolean asTheyAre = plan.disarmOnly();
    Table table = new Table().left("MEMBER", "ROLE", "ALARM");
    if (asTheyAre) {
      table.right("FILE", "QUOTA", "FILE/QUOTA");
    } else {
      table.right("FILE NOW", "FILE AFTER", "QUOTA", "AFTER/QUOTA");
    }
    for (MemberPlan member : plan.members()) {
      long size = member.space().sizeBytes();
      List<String> cells = new ArrayList<>();
      cells.addAll(List.of(member.name(), role(member), alarms(member), Amount.bytes(size)));
      if (!asTheyAre) {
        cells.add(about(member.sizeAfter()));
      }
      cells.add(quota(member.quota()));
      cells.add(part(member, asTheyAre ? OptionalLong.of(size) : member.sizeAfter()));
      table.row(cells);
    }
    return table.lines("  ");
  }

  private static String role(MemberPlan member) {
    return member.status().learner() ? "learner" : member.status().leader() ? "leader" : "follower";
  }

  private static String alarms(MemberPlan member) {
    return member.status().lists(Alarm.NOSPACE) ? "NOSPACE" : "-";
  }

  private static String about(OptionalLong bytes) {
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
        .map(quota -> Amount.percent(size.getAsLong() / (double) quota.bytes()))
        .orElse("-");
  }

  /** What the file is full of, in a line or two. */
  static List<String> why(RecoverPlan plan) {
    List<String> lines = new ArrayList<>();
    if (plan.disarmOnly()) {
      lines.add(
          "Every file is at %s of its quota at most: the quota was raised, or space was reclaimed,"
              .formatted(Amount.percent(QuotaRoom.MOST)));
      lines.add("and the alarm stays until it is disarmed. Nothing else is needed.");
      if (plan.live().leafBytes().isEmpty() && !plan.roomForLargeValues()) {
        lines.add(
            "How large the values are is unknown: %s. One write beside very large ones may fill a file again."
                .formatted(plan.live().unknownWhy()));
      }
      return lines;
    }
    if (plan.live().fileBytes().isPresent()) {
      lines.add(
          "Live data takes "
              + Amount.bytes(plan.live().fileBytes().getAsLong())
              + history(plan.revisionsKept())
              + ".");
      lines.addAll(slack(plan));
      if (copyMatters(plan)) {
        lines.add(
            "A write beside its largest values copies up to four of them: one may add %s to the file."
                .formatted(Amount.bytes(plan.live().leafBytes().orElse(0))));
      }
    } else {
      lines.add("How much data is live is unknown: " + plan.live().unknownWhy() + ".");
    }
    return lines;
  }

  /** Only where it is much: not all that goes is old versions. */
  private static List<String> slack(RecoverPlan plan) {
    return plan.voters().stream()
        .filter(member -> plan.slackBytes(member) > member.space().sizeBytes() / 10)
        .map(
            member ->
                "%s of %s's file is half-empty pages, or pages still to be freed after a compaction."
                    .formatted(Amount.bytes(plan.slackBytes(member)), member.name()))
        .toList();
  }

  private static String history(OptionalLong revisions) {
    if (revisions.isEmpty()) {
      return "";
    }
    long kept = revisions.getAsLong();
    return "; "
        + Amount.count(kept, "old revision")
        + (kept == 1 ? " is" : " are")
        + " kept as well";
  }

  /** As a rule it is a page or a few, and need not be mentioned. */
  private static boolean copyMatters(RecoverPlan plan) {
    return plan.members().stream()
        .anyMatch(
            member ->
                member.limitBytes().isPresent()
                    && member.copyBytes().orElse(0) > member.limitBytes().getAsLong() / 10);
  }

  static List<String> steps(RecoverPlan plan, SnapshotRoom room) {
    List<List<String>> steps = new ArrayList<>();
    steps.add(snapshot(plan, room));
    steps.add(
        List.of(
            "compact at revision %d on each member, about %s"
                .formatted(plan.compactTo(), Amount.duration(plan.compactionTime()))));
    steps.add(defrag(plan));
    if (plan.nospace()) {
      steps.add(List.of("disarm NOSPACE, once every file is below 90% of its quota"));
    }
    steps.add(List.of(PROOF));
    return numbered(steps);
  }

  /** The steps if only the alarm is left. */
  static List<String> disarmSteps() {
    return numbered(List.of(List.of("disarm NOSPACE"), List.of(PROOF)));
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

  private static List<String> snapshot(RecoverPlan plan, SnapshotRoom room) {
    if (room.undecided()) {
      return List.of(
          "snapshot of %s, %s: say where, by --snapshot-dir or --snapshot-file (needs %s free), or --no-snapshot"
              .formatted(
                  plan.snapshotFrom().name(),
                  Amount.bytes(plan.snapshotBytes()),
                  Amount.bytes(plan.diskNeededBytes())));
    }
    if (room.target().isEmpty()) {
      return List.of("no snapshot (--no-snapshot)");
    }
    return List.of(
        "snapshot of %s, %s, to %s, about %s (needs %s, %s)"
            .formatted(
                plan.snapshotFrom().name(),
                Amount.bytes(plan.snapshotBytes()),
                room.target().get(),
                Amount.duration(plan.snapshotTime()),
                Amount.bytes(plan.diskNeededBytes()),
                room.freeBytes().isPresent()
                    ? Amount.bytes(room.freeBytes().getAsLong()) + " free"
                    : "free space unknown"),
        "estimated at %s a second, as measured %s on one core; slow disks take longer"
            .formatted(
                Amount.bytes(plan.snapshotBytesASecond()),
                plan.snapshotByTls() ? "with TLS" : "without TLS"));
  }

  private static List<String> defrag(RecoverPlan plan) {
    List<MemberPlan> members = plan.toDefragment();
    if (members.isEmpty()) {
      return List.of("defragment each voter whose file the compaction left worth it");
    }
    List<String> followers = new ArrayList<>();
    List<String> leaders = new ArrayList<>();
    for (MemberPlan member : members) {
      String text = member.name() + " about " + Amount.duration(member.defragTime());
      (member.status().leader() ? leaders : followers).add(text);
    }
    String order = String.join(", ", followers);
    if (!leaders.isEmpty()) {
      order +=
          followers.isEmpty()
              ? leaders.get(0)
              : ", last " + leaders.get(0) + " (after it has transferred leadership)";
    }
    return List.of(
        "defragment one after the other: " + order,
        "each does not answer while it runs, and needs "
            + Amount.bytes(plan.copyBytes())
            + " of free disk beside its file");
  }

  static String total(RecoverPlan plan, SnapshotRoom room) {
    Duration all = plan.compactionTime().plus(plan.defragTime());
    if (room.target().isPresent() || room.undecided()) {
      all = all.plus(plan.snapshotTime());
    }
    return "About " + Amount.duration(all.plusSeconds(2)) + " in all.";
  }
}
