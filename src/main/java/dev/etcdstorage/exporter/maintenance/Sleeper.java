package dev.etcdstorage.exporter.maintenance;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Time that passes: a clock, and pauses that a test need not sit through. */
public interface Sleeper extends InstantSource {
  /**
   * Returns after the duration.
   *
   * @throws InterruptedException when the run is to end
   */
  void sleep(Duration duration) throws InterruptedException;

  /**
   * For how long something took: unlike the clock it never jumps. Only differences mean anything.
   */
  default Duration elapsed() {
    return Duration.ofNanos(System.nanoTime());
  }

  /**
   * The answer of a call that may take long.
   *
   * @param meanwhile told some times a second how long it has taken
   */
  default <T> T await(CompletableFuture<T> call, Consumer<Duration> meanwhile)
      throws InterruptedException {
    Duration began = elapsed();
    while (!call.isDone()) {
      sleep(Duration.ofMillis(50));
      meanwhile.accept(elapsed().minus(began));
    }
    return call.join();
  }

  /** The answer of a call that is short. */
  default <T> T await(CompletableFuture<T> call) throws InterruptedException {
    return await(call, elapsed -> {});
  }

  /** The system's. */
  static Sleeper system() {
    return new Sleeper() {
      @Override
      public Instant instant() {
        return Instant.now();
      }

      @Override
      public void sleep(Duration duration) throws InterruptedException {
        Thread.sleep(duration.toMillis());
      }
    };
  }
}
