package dev.etcdstorage.exporter.maintenance;

import dev.etcdstorage.exporter.config.MaintenanceSettings;
import dev.etcdstorage.exporter.config.TimeWindow;
import dev.etcdstorage.exporter.maintenance.guard.GuardAnswer;
import dev.etcdstorage.exporter.maintenance.guard.Refusal;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.storage.Thresholds;
import dev.etcdstorage.exporter.text.Amount;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Logs every step of the daemon's maintenance. */
final class MaintenanceLog implements GuardedListener, RunEnd.Cases<LoggingEventBuilder> {
  private static final Logger LOG = LoggerFactory.getLogger("maintenance");

  private final Optional<String> cluster;
  private final RunCounts counts;

  MaintenanceLog(Optional<String> cluster, RunCounts counts) {
    this.cluster = cluster;
    this.counts = counts;
  }

  private LoggingEventBuilder event(LoggingEventBuilder builder) {
    return cluster.map(name -> builder.addKeyValue("etcd_cluster", name)).orElse(builder);
  }

  private LoggingEventBuilder of(LoggingEventBuilder builder, MemberSample member) {
    return event(builder).addKeyValue("member", member.member());
  }

  void enabled(MaintenanceSettings settings, Thresholds thresholds) {
    event(LOG.atWarn())
        .addKeyValue("interval", Amount.duration(settings.interval()))
        .addKeyValue("window", settings.window().map(TimeWindow::toString).orElse("always"))
        .addKeyValue("cool_down", Amount.duration(settings.coolDown()))
        .addKeyValue("fragmentation", thresholds.fragmentation())
        .log(
            "maintenance is enabled: this exporter defragments members that are worth it, one after"
                + " the other, transfers leadership before the leader's turn, and keeps a lock and the last runs"
                + " under /etcd-storage-exporter/ in etcd");
  }

  void planned(DefragPlan plan) {
    for (MemberChoice choice : plan.members()) {
      of(LOG.atInfo(), choice.member())
          .addKeyValue("plan", choice.choice().name().toLowerCase(Locale.ROOT))
          .addKeyValue("why", choice.why())
          .log("maintenance looked at a member");
    }
    if (!plan.nothingDue()) {
      plan.guards().stream()
          .filter(answer -> answer.result() == GuardAnswer.Result.WARN)
          .forEach(
              answer ->
                  event(LOG.atWarn())
                      .addKeyValue("guard", answer.guard().label())
                      .addKeyValue("why", answer.why())
                      .log("a guard warns"));
    }
  }

  void refused(List<Refusal> refusals) {
    counts.refused(refusals);
    for (Refusal refusal : refusals) {
      event(LOG.atWarn())
          .addKeyValue("guard", refusal.guard().label())
          .addKeyValue("why", refusal.why())
          .log("maintenance was refused");
    }
  }

  void ended(RunEnd end) {
    end.match(this).addKeyValue("done", end.done().keySet()).log();
  }

  @Override
  public LoggingEventBuilder finished(RunEnd.Finished end) {
    return event(LOG.atInfo()).setMessage("maintenance is done");
  }

  @Override
  public LoggingEventBuilder refused(RunEnd.Refused end) {
    refused(List.of(end.refusal()));
    return event(LOG.atWarn())
        .addKeyValue("left", end.member())
        .setMessage("maintenance stopped before a member");
  }

  @Override
  public LoggingEventBuilder failed(RunEnd.Failed end) {
    return event(LOG.atError())
        .addKeyValue("member", end.member())
        .addKeyValue("err", end.last().detail())
        .setMessage("maintenance stopped: a member failed, and no other was touched after it");
  }

  void looked(Map<String, Optional<DefragRecord>> runs) {
    counts.last(runs);
  }

  void broke(RuntimeException fault) {
    event(LOG.atError()).setCause(fault).log("maintenance failed: internal error");
  }

  @Override
  public void leaderMoves(MemberSample from, MemberSample to) {
    of(LOG.atInfo(), from)
        .addKeyValue("to", to.member())
        .log("leader transfers leadership before its defragmentation");
  }

  @Override
  public void begins(MemberSample member, Duration expected) {
    of(LOG.atInfo(), member)
        .addKeyValue("expected", Amount.duration(expected))
        .log("member is being defragmented and does not answer");
  }

  @Override
  public void overdue(MemberSample member, Duration elapsed) {
    of(LOG.atError(), member)
        .addKeyValue("elapsed", Amount.duration(elapsed))
        .log(
            "the call to defragment ended without an answer; waiting for the member, and touching no other");
  }

  @Override
  public void ended(MemberSample member, DefragRecord result) {
    counts.ended(member.member(), result);
    LoggingEventBuilder line = of(result.succeeded() ? LOG.atInfo() : LOG.atError(), member);
    if (!result.detail().isEmpty()) {
      line = line.addKeyValue("err", result.detail());
    }
    line.addKeyValue("took", Amount.duration(result.took()))
        .addKeyValue("bytes_before", result.bytesBefore())
        .addKeyValue("bytes_after", result.bytesAfter())
        .log(result.succeeded() ? "member is defragmented" : "defragmentation failed");
  }

  @Override
  public void notKept(MemberSample member, String why) {
    of(LOG.atWarn(), member).addKeyValue("err", why).log("the run could not be stored in etcd");
  }

  @Override
  public void forgotten(String memberId) {
    event(LOG.atInfo())
        .addKeyValue("member_id", memberId)
        .log("deleted from etcd the record of the last run of a member that left the cluster");
  }

  @Override
  public void leaves(MemberSample member) {
    of(LOG.atWarn(), member).log("stopping while a member defragments; it goes on in etcd");
  }

  @Override
  public void lockLeft(Optional<Duration> left) {
    event(LOG.atWarn())
        .addKeyValue("left", left.map(Amount::duration).orElse("unknown"))
        .log("the maintenance lock could not be released; it expires with its lease");
  }
}
