package dev.etcdstorage.exporter.keyspace.watch;

import dev.etcdstorage.exporter.keyspace.work.SerialExecutor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Future;

/** Ticks at an interval, and notices a gap: then this process was stopped. */
final class Ticker {
  /** A gap of this many intervals is too long for a busy machine. */
  private static final int LATE = 4;

  private final SerialExecutor executor;
  private final InstantSource clock;
  private final Duration interval;
  private Instant latest;
  private Optional<Future<?>> next = Optional.empty();

  Ticker(SerialExecutor executor, InstantSource clock, Duration interval) {
    this.executor = executor;
    this.clock = clock;
    this.interval = interval;
    this.latest = clock.instant();
  }

  /** Runs it after one interval. */
  void again(Runnable beat) {
    latest = clock.instant();
    next = Optional.of(executor.schedule(interval, beat));
  }

  boolean late() {
    return clock.instant().isAfter(latest.plus(interval.multipliedBy(LATE)));
  }

  void stop() {
    next.ifPresent(future -> future.cancel(false));
  }
}
