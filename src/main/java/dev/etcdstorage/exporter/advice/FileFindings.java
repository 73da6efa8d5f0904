package dev.etcdstorage.exporter.advice;

import dev.etcdstorage.exporter.observe.Observed;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.Outcome.Reached;
import dev.etcdstorage.exporter.sample.Quota;
import dev.etcdstorage.exporter.storage.AlertLimits;
import dev.etcdstorage.exporter.storage.DbSpace;
import dev.etcdstorage.exporter.storage.FileMakeup;
import dev.etcdstorage.exporter.storage.HistorySize;
import dev.etcdstorage.exporter.storage.Thresholds;
import dev.etcdstorage.exporter.storage.Verdict;
import dev.etcdstorage.exporter.text.Amount;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** How full one member's file is, how soon it will be full, and what fills it. Pure. */
public final class FileFindings {
  private final Observed cluster;
  private final String name;
  private final Reached member;
  private final DbSpace space;
  private final Thresholds thresholds;
  private final List<Finding> findings = new ArrayList<>();

  private FileFindings(Observed cluster, String name, Reached member) {
    this.cluster = cluster;
    this.name = name;
    this.member = member;
    this.space = member.space();
    this.thresholds = cluster.thresholds();
  }

  /** None for a member that did not answer. */
  public static List<Finding> of(Observed cluster, MemberSample member, Optional<Filling> filling) {
    return member
        .outcome()
        .reached()
        .map(reached -> new FileFindings(cluster, member.member(), reached).all(filling))
        .orElse(List.of());
  }

  private List<Finding> all(Optional<Filling> filling) {
    member
        .quota()
        .map(Quota::bytes)
        .ifPresentOrElse(quota -> quota(quota, filling), this::unknownQuota);
    verdict();
    return findings;
  }

  private void quota(long quota, Optional<Filling> filling) {
    OptionalDouble usage = space.quotaUsage(quota);
    if (usage.isEmpty()) {
      return;
    }
    double used = usage.getAsDouble();
    if (used > thresholds.quotaUsage()) {
      findings.add(
          new Finding(
              used > AlertLimits.QUOTA_CRITICAL ? Severity.CRITICAL : Severity.WARNING,
              name
                  + " has used "
                  + Amount.percent(used)
                  + " of its quota: "
                  + Amount.bytes(space.sizeBytes())
                  + " of "
                  + Amount.bytes(quota)));
    }
    filling.ifPresent(
        soon -> findings.add(new Finding(soon.severity(), name + " will be " + soon.words())));
  }

  private void unknownQuota() {
    findings.add(
        new Finding(
            space.sizeBytes() > thresholds.worthBytes() ? Severity.UNKNOWN : Severity.OK,
            "the quota of "
                + name
                + " is unknown: neither Status (from etcd 3.6) nor its metrics page reports it"
                + member.metricsPageFailure().map(why -> " (" + why.detail() + ")").orElse("")
                + "; give --etcd.metrics-url or --quota-bytes"));
  }

  private void verdict() {
    FileMakeup makeup = cluster.makeup(member);
    switch (cluster.verdict(member)) {
      case DEFRAG -> findings.add(Finding.warning(reclaimable(makeup)));
      case COMPACT ->
          findings.add(
              Finding.warning(
                  "old versions take "
                      + how(makeup)
                      + Amount.bytes(makeup.historyBytes().orElse(0))
                      + " of "
                      + name
                      + "'s file, live data "
                      + Amount.bytes(makeup.liveBytes().orElse(0))));
      case FREE_DATA, RAISE_QUOTA ->
          findings.add(
              Finding.warning(
                  "live data alone takes "
                      + Amount.bytes(makeup.liveBytes().orElse(0))
                      + " of "
                      + name
                      + "'s quota"));
      case NONE -> {
        learner(makeup);
        waits(makeup);
      }
      case UNKNOWN -> {
        learner(makeup);
        scan();
      }
    }
  }

  /** How well it is known. */
  private static String how(FileMakeup makeup) {
    return switch (makeup.historyBy().orElse(HistorySize.By.PAGES)) {
      case WATCH -> "";
      case REVISIONS -> "about ";
      case PAGES -> "up to ";
    };
  }

  /** A note: nobody has to do anything. */
  private void waits(FileMakeup makeup) {
    if (cluster.waitsForWrites(member)) {
      findings.add(
          Finding.note(
              Amount.bytes(makeup.slackBytes().orElse(0))
                  + " of "
                  + name
                  + "'s file hold neither live data nor old versions: after a compaction etcd frees such"
                  + " pages with its next writes"));
    }
  }

  private String reclaimable(FileMakeup makeup) {
    long bytes = makeup.reclaimableBytes();
    String what =
        bytes > makeup.freeBytes()
            ? Amount.bytes(bytes) + " of " + name + "'s file is free and half-empty pages"
            : Amount.percent(space.fragmentation().orElse(0))
                + " of "
                + name
                + "'s file is free pages, "
                + Amount.bytes(bytes);
    return what + ", which a defragmentation reclaims";
  }

  /** If no scan was wanted, none is missing. */
  private void scan() {
    if (cluster.scans() && cluster.live().isEmpty()) {
      findings.add(
          Finding.unknown(
              "live data and old versions of "
                  + name
                  + "'s file cannot be told apart: there is no fresh scan"));
    } else if (cluster.live().isPresent() && member.quota().isPresent()) {
      findings.add(
          Finding.unknown(
              "what "
                  + name
                  + "'s file is made of cannot be told before the next scan or compaction: not all that"
                  + " was written was seen"));
    }
  }

  /** A note and no lasting warning, since most learners become voters soon. */
  private void learner(FileMakeup makeup) {
    if (member.status().learner() && cluster.fileVerdict(member) == Verdict.DEFRAG) {
      findings.add(
          Finding.note(
              Amount.percent(space.fragmentation().orElse(0))
                  + " of the learner "
                  + name
                  + "'s file is free pages, "
                  + Amount.bytes(makeup.freeBytes())
                  + ", and etcd cannot defragment a learner"));
    }
  }
}
