package dev.etcdstorage.exporter.keyspace.work;

import com.google.common.util.concurrent.MoreExecutors;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Where one cluster's keyspace work runs: one task at a time, in order, on threads that all
 * clusters share. What only these tasks touch needs no lock.
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
    sequential.execute(task);
  }

  /** Runs it after a while, in its turn; cancelling the future before then takes it back. */
  public Future<?> schedule(Duration delay, Runnable task) {
    return timer.schedule(() -> execute(task), delay.toNanos(), TimeUnit.NANOSECONDS);
  }
}
