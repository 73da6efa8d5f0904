package dev.etcdstorage.exporter.keyspace.watch;

import dev.etcdstorage.exporter.keyspace.work.SerialExecutor;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** One turn follows another; answers and messages that were for an earlier one come too late. */
final class Turns {
  private final SerialExecutor executor;
  private long turn;

  Turns(SerialExecutor executor) {
    this.executor = executor;
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
    var unused = asked.thenAcceptAsync(during(go), executor);
  }

  /** Goes on after a while, unless another turn came in between. */
  void after(Duration delay, Runnable go) {
    Consumer<Duration> guarded = during(waited -> go.run());
    var unused = executor.schedule(delay, () -> guarded.accept(delay));
  }
}
