package dev.etcdstorage.exporter.maintenance.recover;

import dev.etcdstorage.exporter.maintenance.Waiting;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Waits for a call that may take long. */
final class Pending {
  private static final Duration FIRST_REST = Duration.ofMillis(10);
  private static final Duration LONGEST_REST = Duration.ofMillis(100);

  private Pending() {}

  /**
   * Returns the answer.
   *
   * @param meanwhile told between rests how long it has taken
   */
  static <T> T of(CompletableFuture<T> call, Waiting waiting, Consumer<Duration> meanwhile)
      throws InterruptedException {
    Duration began = waiting.running();
    Duration rest = FIRST_REST;
    while (!call.isDone()) {
      waiting.rest(rest);
      meanwhile.accept(waiting.running().minus(began));
      rest = rest.multipliedBy(2).compareTo(LONGEST_REST) > 0 ? LONGEST_REST : rest.multipliedBy(2);
    }
    return call.join();
  }
}
