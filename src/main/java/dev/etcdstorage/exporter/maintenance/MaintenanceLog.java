package dev.etcdstorage.exporter.maintenance;

import dev.etcdstorage.exporter.config.MaintenanceSettings;
import dev.etcdstorage.exporter.config.TimeWindow;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.storage.Thresholds;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Every step of the daemon's maintenance as a line of log. */
final class MaintenanceLog implements GuardedListener {
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
        .addKeyValue("interval", Words.time(settings.interval()))
        .addKeyValue("window", settings.window().map(TimeWindow::toString).orElse("always"))
        .addKeyValue("cool_down", Words.time(settings.coolDown()))
        .addKeyValue("fragmentation", thresholds.fragmentation())
        .log(
            "maintenance is enabled: this exporter defragments members that are worth it, one after"
                + " the other, moves the leader before its turn, and keeps a lock and the last runs"
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
          .filter(answer -> answer.word() == GuardAnswer.Word.WARNS)
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
    if (end instanceof RunEnd.Refused refused) {
      refused(List.of(refused.refusal()));
      event(LOG.atWarn())
          .addKeyValue("done", end.done().keySet())
          .addKeyValue("left", refused.member())
          .log("maintenance stopped before a member");
    } else if (end instanceof RunEnd.Failed failed) {
      event(LOG.atError())
          .addKeyValue("done", end.done().keySet())
          .addKeyValue("member", failed.member())
          .addKeyValue("err", failed.last().detail())
          .log("maintenance stopped: a member failed, and no other was touched after it");
    } else {
      event(LOG.atInfo()).addKeyValue("done", end.done().keySet()).log("maintenance is done");
    }
  }

  void looked(Map<String, Optional<DefragRecord>> runs) {
    counts.last(runs);
  }

  void broke(RuntimeException fault) {
    event(LOG.atError()).setCause(fault).log("maintenance ended by a fault of the exporter");
  }

  @Override
  public void leaderMoves(MemberSample from, MemberSample to) {
    of(LOG.atInfo(), from)
        .addKeyValue("to", to.member())
        .log("leader gives its place away before its defragmentation");
  }

  @Override
  public void begins(MemberSample member, Duration expected) {
    of(LOG.atInfo(), member)
        .addKeyValue("expected", Words.time(expected))
        .log("member defragments and answers nothing meanwhile");
  }

  @Override
  public void overdue(MemberSample member, Duration elapsed) {
    of(LOG.atError(), member)
        .addKeyValue("elapsed", Words.time(elapsed))
        .log(
            "the call to defragment ended without an answer; the member is waited for, and no other is touched");
  }

  @Override
  public void ended(MemberSample member, DefragRecord result) {
    counts.ended(member.member(), result);
    LoggingEventBuilder line = of(result.succeeded() ? LOG.atInfo() : LOG.atError(), member);
    if (!result.detail().isEmpty()) {
      line = line.addKeyValue("err", result.detail());
    }
    line.addKeyValue("took", Words.time(result.took()))
        .addKeyValue("bytes_before", result.bytesBefore())
        .addKeyValue("bytes_after", result.bytesAfter())
        .log(result.succeeded() ? "member is defragmented" : "defragmentation failed");
  }

  @Override
  public void notKept(MemberSample member, String why) {
    of(LOG.atWarn(), member).addKeyValue("err", why).log("the run could not be kept in etcd");
  }

  @Override
  public void forgotten(String memberId) {
    event(LOG.atInfo())
        .addKeyValue("member_id", memberId)
        .log("deleted what was kept in etcd of the last run of a member that left the cluster");
  }

  @Override
  public void leaves(MemberSample member) {
    of(LOG.atWarn(), member).log("stopping while a member defragments; it goes on in etcd");
  }

  @Override
  public void lockLeft(Optional<Duration> left) {
    event(LOG.atWarn())
        .addKeyValue("left", left.map(Words::time).orElse("unknown"))
        .log("the maintenance lock could not be given back; it ends with its lease");
  }
}
