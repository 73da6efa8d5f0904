package dev.etcdstorage.exporter.keyspace.scan;

import dev.etcdstorage.exporter.etcd.Answer;
import dev.etcdstorage.exporter.etcd.Deadline;
import dev.etcdstorage.exporter.etcd.EtcdMember;
import dev.etcdstorage.exporter.etcd.Failure;
import dev.etcdstorage.exporter.etcd.KeyEntry;
import dev.etcdstorage.exporter.etcd.KeyPage;
import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.etcd.Reason;
import dev.etcdstorage.exporter.keyspace.work.SerialExecutor;
import dev.etcdstorage.exporter.keyspace.work.StopReason;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * One walk over one member's keys: a read, a rest, the next read, and between them a look at how
 * the member does. Everything runs on the executor; one call is under way at most.
 */
final class ScanRun {
  private static final int MOST_TIMEOUTS = 3;

  private final ScannedMember member;
  private final ScanPlan plan;
  private final Tally tally;
  private final boolean values;
  private final Pace pace;
  private final ScanTiming timing;
  private final InstantSource clock;
  private final ScanLog log;
  private final Consumer<ScanEnd> whenDone;

  private final Instant began;
  private final PageLatency latency = new PageLatency();
  private final MemberHealth health;
  private final Steps steps;
  private long lookedAt;
  private int timeouts;

  ScanRun(
      ScannedMember member,
      ScanPlan plan,
      Tally tally,
      boolean values,
      Pace pace,
      ScanTiming timing,
      SerialExecutor executor,
      InstantSource clock,
      ScanLog log,
      Consumer<ScanEnd> whenDone) {
    this.member = member;
    this.plan = plan;
    this.tally = tally;
    this.values = values;
    this.pace = pace;
    this.timing = timing;
    this.clock = clock;
    this.log = log;
    this.whenDone = whenDone;
    this.began = clock.instant();
    this.health = new MemberHealth(timing);
    this.steps = new Steps(executor, e -> end(new ScanEnd.Failed(ScanEnd.INTERNAL, e.toString())));
  }

  void start() {
    steps.begin(this::look);
  }

  /** Ends it without a word; on the executor. */
  void stop() {
    var unused = steps.end();
  }

  private void step() {
    if (System.nanoTime() - lookedAt >= timing.statusEvery().toNanos()) {
      look();
    } else {
      read();
    }
  }

  private void look() {
    steps.await(member.present().status(Deadline.in(timing.statusLimit())), this::looked);
  }

  private void looked(Answer<MemberStatus> answer) {
    if (answer instanceof Answer.Refused<MemberStatus> refused) {
      if (passes(refused.failure())) {
        away(health.silent(clock.instant()));
      } else {
        end(ScanEnd.of(refused.failure()));
      }
      return;
    }
    lookedAt = System.nanoTime();
    MemberStatus status = answer.got().orElseThrow();
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

  /** Goes on at another member that has the same revision, or waits for this one. */
  private void away(MemberHealth.Advice otherwise) {
    steps.await(
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
    return status.revision() >= plan.revision()
        && (plan.clusterId().isEmpty() || plan.clusterId().getAsLong() == status.clusterId());
  }

  private void follow(MemberHealth.Advice advice) {
    if (advice instanceof MemberHealth.Wait wait) {
      steps.rest(wait.rest(), this::look);
    } else if (advice instanceof MemberHealth.GiveUp giveUp) {
      end(giveUp.how());
    } else if (member.watchers().due(clock.instant())) {
      readPage();
    } else {
      read();
    }
  }

  /** A page that cannot be read says nothing, and the walk goes on. */
  private void readPage() {
    member.watchers().asked(clock.instant());
    steps.await(
        member.present().metricsPage(Deadline.in(timing.statusLimit())),
        answer -> {
          if (answer
              .got()
              .map(page -> member.watchers().harms(page.slowWatchers()))
              .orElse(false)) {
            end(
                new ScanEnd.Harmed(
                    StopReason.SLOW_WATCHERS, "watchers of etcd cannot keep up since it reads"));
          } else {
            read();
          }
        });
  }

  private void read() {
    plan.next()
        .ifPresentOrElse(
            read -> {
              long asked = System.nanoTime();
              steps.await(
                  member.present().keys(read, Deadline.in(timing.pageLimit())),
                  answer -> answered(answer, Duration.ofNanos(System.nanoTime() - asked)));
            },
            this::finish);
  }

  private void answered(Answer<KeyPage> answer, Duration took) {
    if (answer instanceof Answer.Refused<KeyPage> refused) {
      failed(refused.failure(), took);
      return;
    }
    timeouts = 0;
    KeyPage page = answer.got().orElseThrow();
    boolean learning = plan.learning();
    List<KeyEntry> entries = plan.answered(page);
    if (plan.otherStore()) {
      end(new ScanEnd.Restored());
      return;
    }
    tally.add(entries);
    if (learning) {
      steps.rest(pace.afterLearning(took), this::step);
      return;
    }
    latency.add(took);
    if (latency.harms()) {
      end(new ScanEnd.Harmed(StopReason.LATENCY, "answers have become slow"));
      return;
    }
    steps.rest(pace.afterPage(entries.size(), page.responseBytes(), took), this::step);
  }

  private void failed(Failure failure, Duration took) {
    if (failure.compacted()) {
      log.overtaken(plan.revision());
      plan.compacted();
      step();
    } else if (failure.tooLarge()) {
      if (plan.tooLarge(failure.tooLargeBytes())) {
        // It did not cross the network, but etcd had it in memory.
        steps.rest(took, this::step);
      } else {
        end(new ScanEnd.Failed(ScanEnd.TOO_LARGE, failure.detail()));
      }
    } else if (failure.future()) {
      end(new ScanEnd.Restored());
    } else if (passes(failure) && ++timeouts < MOST_TIMEOUTS) {
      look();
    } else {
      end(ScanEnd.of(failure));
    }
  }

  /** A member that defragments or restarts is soon back, and the walk goes on where it was. */
  private static boolean passes(Failure failure) {
    return failure.reason() == Reason.TIMEOUT || failure.reason() == Reason.UNREACHABLE;
  }

  private void finish() {
    Instant now = clock.instant();
    boolean sized = values && plan.sizesKnown();
    ScanResult result =
        new ScanResult(
            now,
            Duration.between(began, now),
            plan.clusterId().orElse(0),
            plan.revision(),
            plan.exact(),
            sized,
            tally.prefixes(),
            sized ? tally.fileBytes() : OptionalLong.empty(),
            sized ? tally.largestLeafBytes() : OptionalLong.empty());
    end(new ScanEnd.Finished(result, plan.spans()));
  }

  private void end(ScanEnd how) {
    if (steps.end()) {
      whenDone.accept(how);
    }
  }
}
