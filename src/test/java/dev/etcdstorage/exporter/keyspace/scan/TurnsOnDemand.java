package dev.etcdstorage.exporter.keyspace.scan;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A thread that runs everything in its time but the scanner's turns, which it is told by how far
 * away they are: those are for the test to begin.
 */
final class TurnsOnDemand extends ScheduledThreadPoolExecutor {
  /** Longer than any rest of a walk, shorter than until any turn. */
  private static final long AWAY_SECONDS = 40;

  private volatile CompletableFuture<Runnable> turn = new CompletableFuture<>();

  TurnsOnDemand() {
    super(1);
    setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
    if (unit.toSeconds(delay) >= AWAY_SECONDS) {
      turn.complete(task);
    }
    return super.schedule(task, delay, unit);
  }

  /** Begins the turn that is to come now; done when it is over and another is to come. */
  CompletableFuture<Runnable> begin() {
    Runnable next = turn.orTimeout(60, TimeUnit.SECONDS).join();
    turn = new CompletableFuture<>();
    execute(next);
    return turn;
  }
}
