package dev.etcdstorage.exporter.maintenance;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The passing of time: a clock, and pauses that a test need not wait for. */
public interface Sleeper extends InstantSource {
  /**
   * Returns after the duration.
   *
   * @throws InterruptedException when the run is to end
   */
  void sleep(Duration duration) throws InterruptedException;

  /** A clock for durations: unlike the other it never jumps. Only differences mean anything. */
  default Duration elapsed() {
    return Duration.ofNanos(System.nanoTime());
  }

  /**
   * The answer of a call that may take long.
   *
   * @param meanwhile called several times a second with how long it has taken
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

  /** The answer of a short call. */
  default <T> T await(CompletableFuture<T> call) throws InterruptedException {
    return await(call, elapsed -> {});
  }

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
