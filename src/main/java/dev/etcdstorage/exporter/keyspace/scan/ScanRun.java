package dev.etcdstorage.exporter.keyspace.scan;

import dev.etcdstorage.exporter.etcd.Deadline;
import dev.etcdstorage.exporter.etcd.EtcdMember;
import dev.etcdstorage.exporter.etcd.Failure;
import dev.etcdstorage.exporter.etcd.KeyEntry;
import dev.etcdstorage.exporter.etcd.KeyPage;
import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.etcd.MetricsPage;
import dev.etcdstorage.exporter.etcd.Reason;
import dev.etcdstorage.exporter.keyspace.work.AsyncSteps;
import dev.etcdstorage.exporter.keyspace.work.SerialExecutor;
import dev.etcdstorage.exporter.keyspace.work.StopReason;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;

/**
 * One scan of one member's keys: a read, a rest, the next read, and between them a look at the
 * member's health. Everything runs on the executor; at most one call is under way.
 */
final class ScanRun {
  private static final int MOST_TIMEOUTS = 3;

  private final ScannedMember member;
  private final ScanPlan plan;
  private final ScanTotals totals;
  private final ChosenRevision revision;
  private final boolean values;
  private final ScanPace pace;
  private final ScanTiming timing;
  private final InstantSource clock;
  private final ScanLog log;
  private final Consumer<ScanProgress> progress;
  private final Consumer<ScanEnd> whenDone;

  private final Instant began;
  private final PageLatency latency = new PageLatency();
  private final MemberHealth health;
  private final AsyncSteps steps;
  private long lookedAt;
  private int timeouts;

  ScanRun(
      ScannedMember member,
      ScanPlan plan,
      ScanTotals totals,
      ScanListener listener,
      boolean values,
      ScanPace pace,
      ScanTiming timing,
      SerialExecutor executor,
      InstantSource clock,
      ScanLog log,
      Consumer<ScanProgress> progress,
      Consumer<ScanEnd> whenDone) {
    this.member = member;
    this.plan = plan;
    this.totals = totals;
    this.revision = new ChosenRevision(plan, listener);
    this.values = values;
    this.pace = pace;
    this.timing = timing;
    this.clock = clock;
    this.log = log;
    this.progress = progress;
    this.whenDone = whenDone;
    this.began = clock.instant();
    this.health = new MemberHealth(timing);
    this.steps =
        new AsyncSteps(executor, e -> end(new ScanEnd.Failed(ScanEnd.INTERNAL, e.toString())));
  }

  /** Begins; on the executor. */
  void start() {
    steps.after(Duration.ZERO, this::look);
  }

  /** Ends it silently; on the executor. */
  void stop() {
    var unused = steps.stop();
  }

  private void step() {
    if (System.nanoTime() - lookedAt >= timing.statusEvery().toNanos()) {
      look();
    } else {
      read();
    }
  }

  private void look() {
    steps.then(
        member.present().status(Deadline.in(timing.statusLimit())),
        answer -> answer.then(this::looked, this::silent));
  }

  private void silent(Failure failure) {
    if (passes(failure)) {
      away(health.silent(clock.instant()));
    } else {
      end(ScanEnd.of(failure));
    }
  }

  private void looked(MemberStatus status) {
    lookedAt = System.nanoTime();
    progress.accept(totals.progress(plan.left(), values, Duration.between(began, clock.instant())));
    if (!isOfThisStore(status)) {
      end(new ScanEnd.Restored());
      return;
    }
    MemberHealth.Advice advice = health.looked(status, clock.instant());
    if (status.leaderId() == 0) {
      away(advice);
    } else {
      follow(advice);
    }
  }

  /** Goes on at another member with the same revision, or waits for this one. */
  private void away(MemberHealth.Advice otherwise) {
    steps.then(
        member.another(this::isOfThisStore),
        other -> other.ifPresentOrElse(this::goTo, () -> follow(otherwise)));
  }

  private void goTo(EtcdMember other) {
    log.goesOnAt(other.endpoint());
    member.goTo(other);
    timeouts = 0;
    look();
  }

  private boolean isOfThisStore(MemberStatus status) {
    return (revision.isUntried() || status.revision() >= plan.revision())
        && plan.store().filter(read -> read.clusterId() != status.clusterId()).isEmpty();
  }

  private void follow(MemberHealth.Advice advice) {
    advice.match(this::goOn, rest -> steps.after(rest, this::look), this::end);
  }

  private void goOn() {
    if (member.watchers().due(clock.instant())) {
      readPage();
    } else {
      read();
    }
  }

  /** If the page cannot be read, the scan goes on all the same. */
  private void readPage() {
    member.watchers().asked(clock.instant());
    steps.then(
        member.present().metricsPage(Deadline.in(timing.statusLimit())),
        answer -> {
          answer.got().map(MetricsPage::keys).ifPresent(keys -> keys.ifPresent(plan::holds));
          if (answer
              .got()
              .map(page -> member.watchers().harms(page.slowWatchers()))
              .orElse(false)) {
            end(
                new ScanEnd.Harmed(
                    StopReason.SLOW_WATCHERS, "etcd's watchers cannot keep up while it reads"));
          } else {
            read();
          }
        });
  }

  private void read() {
    revision.choose();
    plan.next()
        .ifPresentOrElse(
            read -> {
              long asked = System.nanoTime();
              steps.then(
                  member.present().keys(read, Deadline.in(timing.pageLimit())),
                  answer -> {
                    Duration took = Duration.ofNanos(System.nanoTime() - asked);
                    answer.then(
                        page -> answered(page, asked, took), failure -> failed(failure, took));
                  });
            },
            this::finish);
  }

  private void answered(KeyPage page, long asked, Duration took) {
    timeouts = 0;
    List<KeyEntry> entries = plan.answered(page);
    if (plan.otherStore()) {
      end(new ScanEnd.Restored());
      return;
    }
    totals.add(entries);
    revision.answered(entries);
    latency.add(took);
    if (latency.harms()) {
      end(new ScanEnd.Harmed(StopReason.LATENCY, "answers have become slow"));
      return;
    }
    steps.after(pace.afterPage(page, asked, System.nanoTime()), this::step);
  }

  private void failed(Failure failure, Duration took) {
    if (failure.compacted()) {
      log.overtaken(plan.revision());
      revision.overtaken();
      step();
    } else if (failure.tooLarge()) {
      if (plan.tooLarge(failure.tooLargeBytes())) {
        // It did not cross the network, but etcd had it in memory.
        steps.after(took, this::step);
      } else {
        end(new ScanEnd.Failed(ScanEnd.TOO_LARGE, failure.detail()));
      }
    } else if (failure.future() && revision.isUntried()) {
      revision.refused();
      steps.after(timing.statusEvery(), this::read);
    } else if (failure.future()) {
      end(new ScanEnd.Restored());
    } else if (passes(failure) && ++timeouts < MOST_TIMEOUTS) {
      look();
    } else {
      end(ScanEnd.of(failure));
    }
  }

  /** A member that defragments or restarts is back soon, and the scan goes on where it was. */
  private static boolean passes(Failure failure) {
    return failure.reason() == Reason.TIMEOUT || failure.reason() == Reason.UNREACHABLE;
  }

  private void finish() {
    Instant now = clock.instant();
    boolean sized = values && plan.sizesKnown();
    ScanResult result = totals.result(plan, now, Duration.between(began, now), sized);
    end(new ScanEnd.Finished(result, plan.ranges()));
  }

  private void end(ScanEnd how) {
    if (steps.stop()) {
      whenDone.accept(how);
    }
  }
}
