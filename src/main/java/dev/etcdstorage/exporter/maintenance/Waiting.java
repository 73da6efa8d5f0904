package dev.etcdstorage.exporter.maintenance;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Time that passes: a clock, and rests that a test need not sit through. */
public interface Waiting extends InstantSource {
  /**
   * Returns after the rest.
   *
   * @throws InterruptedException when the run is to end
   */
  void rest(Duration duration) throws InterruptedException;

  /**
   * For how long something took: unlike the clock it never jumps. Only differences mean anything.
   */
  default Duration running() {
    return Duration.ofNanos(System.nanoTime());
  }

  /** The system's. */
  static Waiting system() {
    return new Waiting() {
      @Override
      public Instant instant() {
        return Instant.now();
      }

      @Override
      public void rest(Duration duration) throws InterruptedException {
        Thread.sleep(duration.toMillis());
      }
    };
  }
}
