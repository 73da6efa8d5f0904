package dev.etcdstorage.exporter.keyspace.work;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * The steps of one piece of work, one after the other on the executor. Results that were awaited
 * before {@link #restart} come too late and are dropped. An exception of a step is reported, so
 * that the work does not hang for ever.
 */
public final class AsyncSteps {
  private final SerialExecutor executor;
  private final Consumer<Throwable> failed;
  private Future<?> awaited = CompletableFuture.completedFuture(null);
  private long generation;
  private boolean stopped;

  public AsyncSteps(SerialExecutor executor, Consumer<Throwable> failed) {
    this.executor = executor;
    this.failed = failed;
  }

  /**
   * Drops all steps that are to come, and cancels the awaited future; whether that ends the call is
   * up to its maker.
   */
  public void restart() {
    generation++;
    awaited.cancel(false);
  }

  /**
   * Drops all steps for good.
   *
   * @return false if it was stopped before
   */
  public boolean stop() {
    boolean first = !stopped;
    stopped = true;
    restart();
    return first;
  }

  /** Takes values, as a step each, until the next {@link #restart}. */
  public <T> Consumer<T> untilRestart(Consumer<T> step) {
    long mine = generation;
    return value -> {
      if (mine == generation && !stopped) {
        run(() -> step.accept(value));
      }
    };
  }

  /** Runs the step when the call is answered. */
  public <T> void then(CompletableFuture<T> call, Consumer<T> step) {
    awaited = call;
    Consumer<T> answered = untilRestart(step);
    Consumer<Throwable> broken = untilRestart(failed);
    var unused =
        call.whenCompleteAsync(
            (answer, thrown) -> {
              if (thrown == null) {
                answered.accept(answer);
              } else {
                broken.accept(thrown);
              }
            },
            executor);
  }

  /** Runs the step after a delay, or at once if it is zero. */
  public void after(Duration delay, Runnable step) {
    Consumer<Runnable> due = untilRestart(Runnable::run);
    if (stopped || delay.isZero()) {
      due.accept(step);
    } else {
      awaited = executor.schedule(delay, () -> due.accept(step));
    }
  }

  private void run(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      failed.accept(e);
    }
  }
}
