package dev.etcdstorage.exporter.testkit.util;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The one place that waits: asks again and again until an answer comes or the deadline passes. */
public final class Poll {
  private static final long SHORTEST = Duration.ofMillis(20).toNanos();

  /** Who asks costs the asked some work, and the machine has other tests. */
  private static final long LONGEST = Duration.ofMillis(200).toNanos();

  private Poll() {}

  /** A question whose failure only means "not yet"; the last failure is shown at the deadline. */
  @FunctionalInterface
  public interface Condition {
    boolean holds() throws Exception;
  }

  /** Like {@link Condition}, with an answer. */
  @FunctionalInterface
  public interface Question<T> {
    Optional<T> ask() throws Exception;
  }

  /** Waits until the condition holds; fails with the description when it does not in time. */
  public static void until(String description, Duration timeout, Condition condition) {
    until(() -> description, timeout, condition);
  }

  /** The same, with a description that is made only when it is needed. */
  public static void until(Supplier<String> description, Duration timeout, Condition condition) {
    answer(
        description,
        timeout,
        () -> condition.holds() ? Optional.of(Boolean.TRUE) : Optional.empty());
  }

  /** Waits for an answer and returns it. */
  public static <T> T answer(Supplier<String> description, Duration timeout, Question<T> question) {
    long began = System.nanoTime();
    long deadline = began + timeout.toNanos();
    @Nullable Exception last = null;
    do {
      try {
        Optional<T> answer = question.ask();
        if (answer.isPresent()) {
          return answer.get();
        }
        last = null;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("Interrupted while waiting: " + description.get(), e);
      } catch (Exception e) {
        last = e;
      }
      // What has taken long may take a tenth longer.
      long tenth = (System.nanoTime() - began) / 10;
      LockSupport.parkNanos(Math.max(SHORTEST, Math.min(LONGEST, tenth)));
    } while (System.nanoTime() < deadline);
    throw new AssertionError(
        "Not within "
            + TimeUnit.NANOSECONDS.toMillis(timeout.toNanos())
            + " ms: "
            + description.get(),
        last);
  }
}
