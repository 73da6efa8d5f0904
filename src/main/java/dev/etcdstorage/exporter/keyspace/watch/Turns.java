package dev.etcdstorage.exporter.keyspace.watch;

import dev.etcdstorage.exporter.keyspace.work.SerialExecutor;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** One turn follows another; answers and messages that were for an earlier one come too late. */
final class Turns {
  private final SerialExecutor executor;
  private final Consumer<Throwable> broken;
  private long turn;

  /**
   * @param broken told when something throws in a turn that lasts, so that it does not hang there
   */
  Turns(SerialExecutor executor, Consumer<Throwable> broken) {
    this.executor = executor;
    this.broken = broken;
  }

  void next() {
    turn++;
  }

  /** Passes on what comes while the present turn lasts. */
  <T> Consumer<T> during(Consumer<T> go) {
    long mine = turn;
    return value -> {
      if (turn == mine) {
        go.accept(value);
      }
    };
  }

  /** Goes on with the answer, unless another turn came in between. */
  <T> void then(CompletableFuture<T> asked, Consumer<T> go) {
    Consumer<Runnable> mine = during(this::guarded);
    var unused =
        asked.whenCompleteAsync(
            (answer, thrown) ->
                mine.accept(thrown == null ? () -> go.accept(answer) : () -> broken.accept(thrown)),
            executor);
  }

  /** Goes on after a while, unless another turn came in between. */
  void after(Duration delay, Runnable go) {
    Consumer<Runnable> mine = during(this::guarded);
    var unused = executor.schedule(delay, () -> mine.accept(go));
  }

  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      broken.accept(e);
    }
  }
}
