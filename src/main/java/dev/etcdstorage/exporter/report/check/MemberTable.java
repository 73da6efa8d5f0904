package dev.etcdstorage.exporter.report.check;

import dev.etcdstorage.exporter.check.Examined;
import dev.etcdstorage.exporter.check.Examined.Answering;
import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.etcd.Reason;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.Outcome.Failed;
import dev.etcdstorage.exporter.sample.Outcome.Reached;
import dev.etcdstorage.exporter.sample.Quota;
import dev.etcdstorage.exporter.text.Amount;
import dev.etcdstorage.exporter.text.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One row a member, within 80 columns if names are short: alarms and versions that are the same for
 * all are below the table and not in columns of their own.
 */
final class MemberTable {
  private static final String UNKNOWN = "?";

  private final Examined examined;
  private final Set<String> versions;
  private final Set<String> alarms;

  MemberTable(Examined examined) {
    this.examined = examined;
    this.versions = all(member -> member.status().version());
    this.alarms = all(member -> alarms(member.status()));
  }

  private Set<String> all(Function<Answering, String> what) {
    return examined.answering().stream().map(what).collect(Collectors.toUnmodifiableSet());
  }

  List<String> lines() {
    Table table =
        new Table()
            .left("MEMBER", "ROLE")
            .right("SIZE", "IN USE", "QUOTA")
            .left("FROM")
            .right("USED", "FRAG", "HISTORY");
    if (versions.size() > 1) {
      table.left("ETCD");
    }
    if (alarms.size() > 1) {
      table.left("ALARM");
    }
    examined.members().forEach(member -> table.row(row(member)));
    List<String> lines = new ArrayList<>(table.lines());
    if (!examined.answering().isEmpty()) {
      lines.add("USED = SIZE / QUOTA, FRAG = free pages / SIZE, HISTORY = revisions kept");
      same().ifPresent(lines::add);
    }
    return lines;
  }

  private Optional<String> same() {
    List<String> same = new ArrayList<>();
    if (versions.size() == 1) {
      same.add("runs etcd " + versions.iterator().next());
    }
    if (alarms.size() == 1) {
      same.add(
          "lists " + (alarms.contains("-") ? "no alarm" : "alarm " + alarms.iterator().next()));
    }
    String who =
        examined.answering().size() == 1 ? examined.answering().get(0).name() : "each that answers";
    return same.isEmpty() ? Optional.empty() : Optional.of(who + " " + String.join(" and ", same));
  }

  private List<String> row(MemberSample member) {
    if (member.outcome() instanceof Failed failed) {
      return List.of(member.member(), silence(member, failed.failure().reason()));
    }
    Reached reached = member.outcome().reached().orElseThrow();
    MemberStatus status = reached.status();
    List<String> cells = new ArrayList<>();
    cells.add(member.member());
    cells.add(status.leader() ? "leader" : status.learner() ? "learner" : "");
    cells.add(Amount.bytes(status.dbSizeBytes()));
    cells.add(Amount.bytes(status.dbInUseBytes()));
    cells.add(reached.quota().map(MemberTable::quota).orElse(UNKNOWN));
    cells.add(reached.quota().filter(q -> !q.disabled()).map(Quota::sourceLabel).orElse(""));
    cells.add(usage(reached));
    cells.add(percent(reached.space().fragmentation()));
    cells.add(
        reached.compactedRevision().isPresent()
            ? Amount.count(status.revision() - reached.compactedRevision().getAsLong())
            : UNKNOWN);
    if (versions.size() > 1) {
      cells.add(status.version());
    }
    if (alarms.size() > 1) {
      cells.add(alarms(status));
    }
    return cells;
  }

  private static String silence(MemberSample member, Reason reason) {
    if (member.defragmenting().orElse(false)) {
      return "is being defragmented";
    }
    return (reason.refusesUser() ? "REFUSED: " : "NO ANSWER: ") + reason.label();
  }

  private static String quota(Quota quota) {
    return quota.disabled() ? "none" : Amount.bytes(quota.bytes());
  }

  private static String usage(Reached reached) {
    return reached.quota().isEmpty() ? UNKNOWN : percent(reached.quotaUsage());
  }

  private static String percent(OptionalDouble ratio) {
    return ratio.isPresent() ? Amount.percent(ratio.getAsDouble()) : "-";
  }

  private static String alarms(MemberStatus status) {
    String listed =
        status.alarms().stream()
            .map(raised -> raised.alarm().name())
            .distinct()
            .sorted()
            .collect(Collectors.joining(","));
    return listed.isEmpty() ? "-" : listed;
  }
}
