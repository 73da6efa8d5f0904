package dev.etcdstorage.exporter.testkit.util;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.LongConsumer;

/** Does the same round after round, from number 0 on, in a thread of its own until it is closed. */
public final class Rounds implements AutoCloseable {
  private final FutureTask<Void> loop;
  private volatile boolean stopping;

  private Rounds(LongConsumer round) {
    loop =
        new FutureTask<>(
            () -> {
              for (long n = 0; !stopping; n++) {
                round.accept(n);
              }
            },
            null);
  }

  public static Rounds begin(String thread, LongConsumer round) {
    Rounds rounds = new Rounds(round);
    new Thread(rounds.loop, thread).start();
    return rounds;
  }

  /** Returns when the last round is done; fails when one of them failed. */
  @Override
  public void close() {
    stopping = true;
    try {
      loop.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted", e);
    } catch (ExecutionException e) {
      throw new AssertionError("A round failed", e.getCause());
    }
  }
}
