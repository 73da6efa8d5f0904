package dev.etcdstorage.exporter.testkit.util;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Time, and threads, that move only when the test says so. */
public final class ManualTime extends AbstractExecutorService
    implements ScheduledExecutorService, InstantSource {
  private final Deque<Runnable> ready = new ArrayDeque<>();
  private final PriorityQueue<Due> due = new PriorityQueue<>();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private long order;

  @Override
  public Instant instant() {
    return now;
  }

  /** Runs what is ready, until nothing is. */
  public void run() {
    while (!ready.isEmpty()) {
      ready.removeFirst().run();
    }
  }

  /** Lets time pass, with all that becomes due. */
  public void pass(Duration duration) {
    Instant end = now.plus(duration);
    run();
    while (!due.isEmpty() && !due.peek().at.isAfter(end)) {
      Due next = due.remove();
      now = next.at.isAfter(now) ? next.at : now;
      next.run();
      run();
    }
    now = end;
  }

  /** Lets time pass while nothing runs, as for a stopped process. */
  public void leap(Duration duration) {
    now = now.plus(duration);
  }

  @Override
  public void execute(Runnable task) {
    ready.addLast(task);
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
    Due scheduled = new Due(task, now.plusNanos(unit.toNanos(delay)), order++);
    due.add(scheduled);
    return scheduled;
  }

  private final class Due extends FutureTask<Void> implements ScheduledFuture<Void> {
    private final Instant at;
    private final long number;

    Due(Runnable task, Instant at, long number) {
      super(task, null);
      this.at = at;
      this.number = number;
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(Duration.between(now, at));
    }

    @Override
    public int compareTo(Delayed other) {
      Due that = (Due) other;
      int byTime = at.compareTo(that.at);
      return byTime != 0 ? byTime : Long.compare(number, that.number);
    }
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable task, long initialDelay, long period, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable task, long initialDelay, long delay, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void shutdown() {
    due.clear();
  }

  @Override
  public List<Runnable> shutdownNow() {
    shutdown();
    return new ArrayList<>();
  }

  @Override
  public boolean isShutdown() {
    return false;
  }

  @Override
  public boolean isTerminated() {
    return false;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return true;
  }
}
