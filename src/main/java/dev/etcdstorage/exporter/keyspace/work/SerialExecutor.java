package dev.etcdstorage.exporter.keyspace.work;

import com.google.common.util.concurrent.MoreExecutors;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Runs one cluster's keyspace work: one task at a time, in order, on threads that all clusters
 * share. State that only these tasks use needs no lock. Once the threads are shut down, tasks are
 * dropped: answers may still come in then, but nobody waits for them any more.
 */
public final class SerialExecutor implements Executor {
  private final ScheduledExecutorService timer;
  private final Executor sequential;

  public SerialExecutor(ScheduledExecutorService threads) {
    this.timer = threads;
    this.sequential = MoreExecutors.newSequentialExecutor(threads);
  }

  @Override
  public void execute(Runnable task) {
    try {
      sequential.execute(task);
    } catch (RejectedExecutionException e) {
      throwUnlessShutDown(e);
    }
  }

  /** Runs it after a delay, in its turn; cancelling the future before then prevents that. */
  public Future<?> schedule(Duration delay, Runnable task) {
    try {
      return timer.schedule(() -> execute(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      throwUnlessShutDown(e);
      return CompletableFuture.completedFuture(null);
    }
  }

  private void throwUnlessShutDown(RejectedExecutionException e) {
    if (!timer.isShutdown()) {
      throw e;
    }
  }

  /** Waits until all tasks given so far have run, but no longer than that. Not from a task. */
  public void await(Duration atMost) {
    CountDownLatch done = new CountDownLatch(1);
    execute(done::countDown);
    try {
      var unused = done.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
