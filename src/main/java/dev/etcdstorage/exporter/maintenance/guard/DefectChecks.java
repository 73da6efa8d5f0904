package dev.etcdstorage.exporter.maintenance.guard;

import dev.etcdstorage.exporter.etcd.EtcdVersion;
import dev.etcdstorage.exporter.etcd.KnownDefect;
import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.etcd.MetricsPage;
import dev.etcdstorage.exporter.sample.MemberSample;
import java.util.ArrayList;
import java.util.List;

/** Versions of etcd that a defragmentation can harm. */
final class DefectChecks {
  /** The entries that etcd keeps for slow followers; a follower further back needs a snapshot. */
  private static final long BY_SNAPSHOT = 5000;

  private DefectChecks() {}

  static GuardAnswer unsafeVersion(Guard guard, GuardInputs inputs) {
    List<String> unsafe = running(KnownDefect.DEFRAG_CORRUPTS, inputs.due());
    if (!unsafe.isEmpty()) {
      String why = about(unsafe, KnownDefect.DEFRAG_CORRUPTS);
      return inputs.settings().allowUnsafeVersion()
          ? GuardAnswer.warn(guard, "allowed: " + why)
          : GuardAnswer.refuse(guard, why + "; upgrade first");
    }
    List<String> unread =
        inputs.due().stream()
            .flatMap(member -> member.status().stream())
            .map(MemberStatus::version)
            .filter(version -> EtcdVersion.parse(version).isEmpty())
            .toList();
    return unread.isEmpty()
        ? GuardAnswer.pass(guard, "no version that a defragmentation corrupts")
        : GuardAnswer.warn(guard, "not a version: " + String.join(", ", unread));
  }

  /** Looks at all members: the one that catches up need not be the one that is due. */
  static GuardAnswer catchingUp(Guard guard, GuardInputs inputs) {
    KnownDefect defect = KnownDefect.DEFRAG_WHILE_CATCHING_UP_CORRUPTS;
    List<String> affected = running(defect, inputs.members());
    if (affected.isEmpty()) {
      return GuardAnswer.pass(guard, "no member runs an affected version");
    }
    List<String> behind =
        inputs.members().stream().flatMap(member -> behind(member, inputs).stream()).toList();
    String about = about(affected, defect);
    if (!behind.isEmpty()) {
      return GuardAnswer.refuse(guard, String.join(", ", behind) + "; " + about);
    }
    List<String> unread =
        inputs.members().stream()
            .filter(member -> inputs.page(member).isEmpty())
            .map(MemberSample::member)
            .toList();
    return GuardAnswer.warn(
        guard,
        (unread.isEmpty()
                ? "no member is catching up now; "
                : "no member is seen catching up, without the metrics pages of "
                    + String.join(", ", unread)
                    + "; ")
            + about);
  }

  private static List<String> behind(MemberSample member, GuardInputs inputs) {
    List<String> signs = new ArrayList<>();
    if (inputs.page(member).map(MetricsPage::snapshots).orElse(0L) > 0) {
      signs.add(member.member() + " has a snapshot under way");
    }
    member
        .status()
        .map(inputs::entriesBehind)
        .filter(entries -> entries > BY_SNAPSHOT)
        .ifPresent(entries -> signs.add(member.member() + " is " + entries + " entries behind"));
    return signs;
  }

  private static List<String> running(KnownDefect defect, List<MemberSample> members) {
    return members.stream()
        .flatMap(
            member ->
                member.status().stream()
                    .filter(status -> defect.isOf(status.version()))
                    .map(status -> member.member() + " runs " + status.version()))
        .toList();
  }

  private static String about(List<String> members, KnownDefect defect) {
    return "%s: %s (%s); fixed in %s"
        .formatted(String.join(", ", members), defect.text(), defect.source(), defect.fixedIn());
  }
}
