package dev.etcdstorage.exporter.check;

import dev.etcdstorage.exporter.check.Examined.Answering;
import dev.etcdstorage.exporter.sample.Quota;
import dev.etcdstorage.exporter.status.Amount;
import dev.etcdstorage.exporter.storage.AlertLimits;
import dev.etcdstorage.exporter.storage.DbSpace;
import dev.etcdstorage.exporter.storage.FileMakeup;
import dev.etcdstorage.exporter.storage.Growth;
import dev.etcdstorage.exporter.storage.Thresholds;
import dev.etcdstorage.exporter.storage.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** How full one member's file is, how soon it will be full, and what fills it. Pure. */
final class MemberFindings {
  private final Examined examined;
  private final Answering member;
  private final DbSpace space;
  private final Thresholds thresholds;
  private final List<Finding> findings = new ArrayList<>();

  private MemberFindings(Examined examined, Answering member) {
    this.examined = examined;
    this.member = member;
    this.space = member.reached().space();
    this.thresholds = examined.now().thresholds();
  }

  static List<Finding> of(Examined examined, Answering member) {
    MemberFindings all = new MemberFindings(examined, member);
    member.reached().quota().map(Quota::bytes).ifPresentOrElse(all::quota, all::unknownQuota);
    all.verdict();
    return all.findings;
  }

  private void quota(long quota) {
    OptionalDouble usage = space.quotaUsage(quota);
    if (usage.isEmpty()) {
      return;
    }
    double used = usage.getAsDouble();
    if (used > thresholds.quotaUsage()) {
      findings.add(
          new Finding(
              used > AlertLimits.QUOTA_CRITICAL ? Severity.CRITICAL : Severity.WARNING,
              member.name()
                  + " has used "
                  + Words.percent(used)
                  + " of its quota: "
                  + Amount.bytes(space.sizeBytes())
                  + " of "
                  + Amount.bytes(quota)));
    }
    if (used > AlertLimits.FULL_FROM) {
      timeToFull(quota);
    }
  }

  private void timeToFull(long quota) {
    Growth growth = examined.growth(member.reached());
    double bySize = growth.secondsToFullBySize(quota).orElse(Double.POSITIVE_INFINITY);
    double byInUse = growth.secondsToFullByInUse(quota).orElse(Double.POSITIVE_INFINITY);
    boolean refills = byInUse < bySize && byInUse < Limits.IN_USE_CRITICAL.toSeconds();
    double seconds = refills ? byInUse : bySize;
    if (seconds >= AlertLimits.FULL_WARNING.toSeconds() || seconds <= 0) {
      return;
    }
    findings.add(
        new Finding(
            seconds < AlertLimits.FULL_CRITICAL.toSeconds() ? Severity.CRITICAL : Severity.WARNING,
            member.name()
                + " will be full in "
                + Words.seconds(seconds)
                + " at the pace of the last "
                + Words.duration(growth.span())
                + ": "
                + (refills ? "its pages in use grow" : "its file grows")
                + " by "
                + Words.pace((refills ? growth.inUsePace() : growth.sizePace()).orElse(0))));
  }

  private void unknownQuota() {
    findings.add(
        new Finding(
            space.sizeBytes() > thresholds.worthBytes() ? Severity.UNKNOWN : Severity.OK,
            "the quota of "
                + member.name()
                + " is unknown: neither Status (etcd 3.6 on) nor its metrics page tells it"
                + member
                    .reached()
                    .metricsPageFailure()
                    .map(why -> " (" + why.detail() + ")")
                    .orElse("")
                + "; give --etcd.metrics-url or --quota-bytes"));
  }

  private void verdict() {
    FileMakeup makeup = examined.now().makeup(member.reached());
    switch (examined.now().verdict(member.reached())) {
      case DEFRAG ->
          findings.add(
              Finding.warning(
                  Words.percent(space.fragmentation().orElse(0))
                      + " of "
                      + member.name()
                      + "'s file is free pages, "
                      + Amount.bytes(makeup.freeBytes())
                      + ", which a defragmentation gives back"));
      case COMPACT ->
          findings.add(
              Finding.warning(
                  "old versions take "
                      + Amount.bytes(makeup.historyBytes().orElse(0))
                      + " of "
                      + member.name()
                      + "'s file, live data "
                      + Amount.bytes(makeup.liveBytes().orElse(0))));
      case FREE_DATA, RAISE_QUOTA ->
          findings.add(
              Finding.warning(
                  "live data alone takes "
                      + Amount.bytes(makeup.liveBytes().orElse(0))
                      + " of "
                      + member.name()
                      + "'s quota"));
      case NONE, UNKNOWN -> learner(makeup);
    }
  }

  /** A note: nothing to be warned of for ever, since most learners become voters soon. */
  private void learner(FileMakeup makeup) {
    if (member.status().learner()
        && examined.now().fileVerdict(member.reached()) == Verdict.DEFRAG) {
      findings.add(
          Finding.note(
              Words.percent(space.fragmentation().orElse(0))
                  + " of the learner "
                  + member.name()
                  + "'s file is free pages, "
                  + Amount.bytes(makeup.freeBytes())
                  + ", and etcd cannot defragment a learner"));
    }
  }
}
