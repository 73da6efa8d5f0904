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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * One walk over one member's keys: a read, a rest, the next read, and between them a look at how
 * the member does. Everything runs on the executor; one call is under way at most.
 */
final class ScanRun {
  private static final int MOST_APPLY_LAG = 100;
  private static final int MOST_LAG_PAUSES = 5;
  private static final int MOST_TIMEOUTS = 3;

  private final EtcdMember member;
  private final ScanPlan plan;
  private final Tally tally;
  private final boolean values;
  private final Pace pace;
  private final ScanTiming timing;
  private final SerialExecutor executor;
  private final InstantSource clock;
  private final ScanLog log;
  private final Consumer<ScanEnd> whenDone;

  private final Instant began;
  private final PageLatency latency = new PageLatency();
  private Optional<Future<?>> waitingFor = Optional.empty();
  private long lookedAt;
  private Optional<Instant> pausedSince = Optional.empty();
  private Duration pause;
  private int lagPauses;
  private int timeouts;
  private boolean ended;

  ScanRun(
      EtcdMember member,
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
    this.executor = executor;
    this.clock = clock;
    this.log = log;
    this.whenDone = whenDone;
    this.began = clock.instant();
    this.pause = timing.pauseFrom();
  }

  void start() {
    executor.execute(() -> guarded(this::look));
  }

  /** Ends it without a word; on the executor. */
  void stop() {
    ended = true;
    waitingFor.ifPresent(future -> future.cancel(true));
  }

  private void step() {
    if (System.nanoTime() - lookedAt >= timing.statusEvery().toNanos()) {
      look();
    } else {
      read();
    }
  }

  private void look() {
    await(member.status(Deadline.in(timing.statusLimit())), this::looked);
  }

  private void looked(Answer<MemberStatus> answer) {
    if (answer instanceof Answer.Refused<MemberStatus> refused) {
      if (refused.failure().reason() == Reason.TIMEOUT) {
        pause("no answer from Status", false); // it may be defragmenting
      } else {
        refused(refused.failure());
      }
      return;
    }
    lookedAt = System.nanoTime();
    MemberStatus status = answer.got().orElseThrow();
    if (status.revision() < plan.revision()
        || (plan.clusterId().isPresent() && plan.clusterId().getAsLong() != status.clusterId())) {
      end(new ScanEnd.Restored());
    } else if (status.leaderId() == 0) {
      pause("there is no leader", false);
    } else if (status.applyLag() > MOST_APPLY_LAG) {
      pause("the member is behind with applying", true);
    } else {
      pausedSince = Optional.empty();
      pause = timing.pauseFrom();
      read();
    }
  }

  private void pause(String why, boolean lag) {
    Instant now = clock.instant();
    if (pausedSince.isEmpty()) {
      pausedSince = Optional.of(now);
      lagPauses += lag ? 1 : 0;
      if (lagPauses > MOST_LAG_PAUSES) {
        end(new ScanEnd.Harmed(StopReason.APPLY_LAG, why));
        return;
      }
    }
    if (Duration.between(pausedSince.get(), now).compareTo(timing.giveUpAfter()) > 0) {
      end(new ScanEnd.Failed(ScanEnd.PAUSED, why));
      return;
    }
    rest(pause, this::look);
    Duration twice = pause.multipliedBy(2);
    pause = twice.compareTo(timing.pauseTo()) < 0 ? twice : timing.pauseTo();
  }

  private void read() {
    plan.next()
        .ifPresentOrElse(
            read -> {
              long asked = System.nanoTime();
              await(
                  member.keys(read, Deadline.in(timing.pageLimit())),
                  answer -> answered(answer, Duration.ofNanos(System.nanoTime() - asked)));
            },
            this::finish);
  }

  private void answered(Answer<KeyPage> answer, Duration took) {
    if (answer instanceof Answer.Refused<KeyPage> refused) {
      failed(refused.failure());
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
      rest(pace.afterLearning(took), this::step);
      return;
    }
    latency.add(took);
    if (latency.harms()) {
      end(new ScanEnd.Harmed(StopReason.LATENCY, "answers have become slow"));
      return;
    }
    rest(pace.afterPage(entries.size(), page.responseBytes(), took), this::step);
  }

  private void failed(Failure failure) {
    if (failure.compacted()) {
      log.overtaken(plan.revision());
      plan.compacted();
      step();
    } else if (failure.tooLarge()) {
      if (plan.tooLarge()) {
        step();
      } else {
        end(new ScanEnd.Failed(ScanEnd.TOO_LARGE, failure.detail()));
      }
    } else if (failure.future()) {
      end(new ScanEnd.Restored());
    } else if (failure.reason() == Reason.TIMEOUT && ++timeouts < MOST_TIMEOUTS) {
      look();
    } else {
      refused(failure);
    }
  }

  private void refused(Failure failure) {
    if (failure.reason() == Reason.PERMISSION_DENIED
        || failure.reason() == Reason.UNAUTHENTICATED) {
      end(new ScanEnd.Harmed(StopReason.REFUSED, failure.detail()));
    } else {
      end(new ScanEnd.Failed(failure.reason().label(), failure.detail()));
    }
  }

  private void finish() {
    Instant now = clock.instant();
    ScanResult result =
        new ScanResult(
            now,
            Duration.between(began, now),
            plan.clusterId().orElse(0),
            plan.revision(),
            plan.exact(),
            values,
            tally.prefixes(),
            tally.fileBytes());
    end(new ScanEnd.Finished(result, plan.spans()));
  }

  private void end(ScanEnd how) {
    if (!ended) {
      ended = true;
      whenDone.accept(how);
    }
  }

  private void rest(Duration duration, Runnable next) {
    waitingFor =
        duration.isZero()
            ? Optional.empty()
            : Optional.of(executor.schedule(duration, () -> guarded(next)));
    if (duration.isZero()) {
      guarded(next);
    }
  }

  private <T> void await(CompletableFuture<T> call, Consumer<T> next) {
    waitingFor = Optional.of(call);
    var unused =
        call.whenCompleteAsync(
            (value, thrown) ->
                guarded(
                    () -> {
                      if (thrown != null) {
                        throw new IllegalStateException(thrown);
                      }
                      next.accept(value);
                    }),
            executor);
  }

  /** A mistake ends the walk, visibly, rather than letting it hang for ever. */
  private void guarded(Runnable task) {
    if (ended) {
      return;
    }
    try {
      task.run();
    } catch (RuntimeException e) {
      end(new ScanEnd.Failed(ScanEnd.INTERNAL, e.toString()));
    }
  }
}
