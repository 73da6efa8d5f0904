package dev.etcdstorage.exporter.status;

import dev.etcdstorage.exporter.advice.Advice;
import dev.etcdstorage.exporter.advice.Headline;
import dev.etcdstorage.exporter.advice.Severity;
import dev.etcdstorage.exporter.etcd.Alarm;
import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.maintenance.MaintenanceSample;
import dev.etcdstorage.exporter.observe.Observed;
import dev.etcdstorage.exporter.observe.Quorum;
import dev.etcdstorage.exporter.sample.AlarmRaiser;
import dev.etcdstorage.exporter.storage.Verdict;
import dev.etcdstorage.exporter.text.Runbook;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Facts about a cluster as a whole. */
final class ClusterFacts {
  private ClusterFacts() {}

  static String title(Observed cluster) {
    return cluster.cluster().map(name -> "Cluster " + name).orElse("Cluster");
  }

  /** How many answer, and which they say is the leader. */
  static String members(Observed cluster) {
    Quorum quorum = Quorum.of(cluster.sample());
    int all = quorum.all();
    int up = quorum.answering();
    String answer = up == 0 ? "NONE of " + all : up + " of " + all;
    return answer
        + (all == 1 ? " member answers" : " members answer")
        + (up == 0 ? "" : "; " + leader(cluster));
  }

  private static String leader(Observed cluster) {
    TreeSet<String> leaders = new TreeSet<>();
    statuses(cluster).forEach(status -> leaders.add(leader(cluster, status.leaderId())));
    return leaders.size() == 1
        ? "leader: " + leaders.first()
        : "members do not agree on a leader: " + String.join(", ", leaders);
  }

  private static String leader(Observed cluster, long memberId) {
    boolean answers = memberId == 0 || statuses(cluster).anyMatch(s -> s.memberId() == memberId);
    return name(cluster, memberId) + (answers ? "" : " (not among those that answer)");
  }

  /** Of the worst of its members. */
  static Severity urgency(Observed cluster) {
    Severity worst =
        cluster.sample().members().stream()
            .map(member -> Headline.of(cluster, member).severity())
            .reduce(Severity.OK, Severity::worse);
    if (!warnings(cluster).isEmpty()) {
      worst = worst.worse(Severity.WARNING);
    }
    return cluster.sample().members().isEmpty() ? worst.worse(Severity.UNKNOWN) : worst;
  }

  /** Members of the list that are not seen at all, and endpoints that mislead. */
  static List<String> warnings(Observed cluster) {
    return Quorum.of(cluster.sample()).warnings();
  }

  /**
   * A fact that must not be overlooked, in words.
   *
   * @param command of this program that helps
   */
  record Raised(String title, String words, Optional<String> command, Runbook runbook) {}

  /** That no member answers, and every alarm that any member lists; the worst first. */
  static List<Raised> alarms(Observed cluster) {
    List<Raised> raised = new ArrayList<>();
    if (statuses(cluster).findAny().isEmpty()) {
      raised.add(
          new Raised(
              "NO MEMBER ANSWERS",
              "etcd is down, or this exporter cannot reach it; the lines below say why",
              Optional.empty(),
              Runbook.UNREACHABLE));
    }
    for (Alarm alarm : List.of(Alarm.CORRUPT, Alarm.NOSPACE)) {
      statuses(cluster)
          .filter(status -> status.lists(alarm))
          .findFirst()
          .ifPresent(status -> raised.add(raised(cluster, alarm, status)));
    }
    return raised;
  }

  private static Raised raised(Observed cluster, Alarm alarm, MemberStatus status) {
    List<String> by =
        AlarmRaiser.of(cluster.sample(), alarm).stream().map(AlarmRaiser::words).toList();
    Advice advice = Advice.of(cluster.sample(), status, Verdict.UNKNOWN);
    boolean corrupt = alarm == Alarm.CORRUPT;
    return new Raised(
        "ALARM " + alarm.name() + (by.isEmpty() ? "" : ", raised by " + String.join(", ", by)),
        // Under both alarms the advice is that for CORRUPT.
        advice.words(),
        advice.command(),
        corrupt ? Runbook.CORRUPT : Runbook.NO_SPACE);
  }

  /** What this exporter's own maintenance does, and which guards refused. */
  static Optional<String> maintenance(Observed cluster) {
    return cluster.maintenance().map(ClusterFacts::maintenance);
  }

  private static String maintenance(MaintenanceSample sample) {
    Map<String, Long> held = new TreeMap<>();
    sample
        .refusals()
        .forEach(
            (guard, times) -> {
              if (times > 0) {
                held.put(guard.label(), times);
              }
            });
    StringBuilder words =
        new StringBuilder(
            sample.enabled()
                ? "This exporter defragments on its schedule"
                : "This exporter does not defragment by itself");
    if (!held.isEmpty()) {
      words.append("; held back by");
      held.forEach(
          (guard, times) ->
              words.append(String.format(Locale.ROOT, " %s (%,d times)", guard, times)));
    }
    return words.toString();
  }

  private static Stream<MemberStatus> statuses(Observed cluster) {
    return cluster.sample().members().stream()
        .flatMap(member -> member.outcome().reached().stream())
        .map(reached -> reached.status());
  }

  private static String name(Observed cluster, long memberId) {
    if (memberId == 0) {
      return "none";
    }
    return AlarmRaiser.of(cluster.sample(), memberId).words();
  }
}
