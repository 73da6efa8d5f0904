package dev.etcdstorage.exporter.keyspace.scan;

import dev.etcdstorage.exporter.keyspace.work.SerialExecutor;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * One step after the other on the executor, none after the end. A step that goes wrong is told,
 * rather than letting the walk hang for ever.
 */
final class Steps {
  private final SerialExecutor executor;
  private final Consumer<RuntimeException> mistake;
  private Optional<Future<?>> waitingFor = Optional.empty();
  private boolean ended;

  Steps(SerialExecutor executor, Consumer<RuntimeException> mistake) {
    this.executor = executor;
    this.mistake = mistake;
  }

  void begin(Runnable first) {
    executor.execute(() -> run(first));
  }

  /** Goes on when the call is answered; {@link #end} cancels it. */
  <T> void await(CompletableFuture<T> call, Consumer<T> next) {
    waitingFor = Optional.of(call);
    var unused =
        call.whenCompleteAsync(
            (value, thrown) ->
                run(
                    () -> {
                      if (thrown != null) {
                        throw new IllegalStateException(thrown);
                      }
                      next.accept(value);
                    }),
            executor);
  }

  /** Goes on after a rest, at once without one. */
  void rest(Duration duration, Runnable next) {
    if (duration.isZero()) {
      waitingFor = Optional.empty();
      run(next);
    } else {
      waitingFor = Optional.of(executor.schedule(duration, () -> run(next)));
    }
  }

  /**
   * Ends it; what is awaited is cancelled.
   *
   * @return false where it had ended before
   */
  boolean end() {
    boolean first = !ended;
    ended = true;
    waitingFor.ifPresent(future -> future.cancel(true));
    return first;
  }

  private void run(Runnable step) {
    if (ended) {
      return;
    }
    try {
      step.run();
    } catch (RuntimeException e) {
      mistake.accept(e);
    }
  }
}
