package dev.etcdstorage.exporter.keyspace.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.util.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class AsyncStepsTest {
  private final ManualTime time = new ManualTime();
  private final List<String> done = new ArrayList<>();
  private final AsyncSteps steps =
      new AsyncSteps(
          new SerialExecutor(time), mistake -> done.add(String.valueOf(mistake.getMessage())));

  @Test
  void nothingRunsAfterTheStop() {
    // Given
    CompletableFuture<String> call = new CompletableFuture<>();
    steps.then(call, done::add);

    // When it is stopped while an answer is on its way
    call.complete("answer");
    assertThat(steps.stop()).isTrue();
    time.run();

    // Then
    assertThat(done).isEmpty();
    assertThat(steps.stop()).isFalse();

    // And nothing begins any more
    steps.after(Duration.ZERO, () -> done.add("at once"));
    steps.after(Duration.ofSeconds(1), () -> done.add("later"));
    steps.then(CompletableFuture.completedFuture("answer"), done::add);
    time.pass(Duration.ofSeconds(2));
    assertThat(done).isEmpty();
  }

  @Test
  void stopCancelsWhatIsAwaited() {
    CompletableFuture<String> call = new CompletableFuture<>();
    steps.then(call, done::add);

    assertThat(steps.stop()).isTrue();

    assertThat(call).isCancelled();
  }

  @Test
  void whatCameBeforeARestartIsDropped() {
    // Given
    CompletableFuture<String> call = new CompletableFuture<>();
    steps.then(call, done::add);
    steps.after(Duration.ofSeconds(1), () -> done.add("old timer"));
    Consumer<String> stream = steps.untilRestart(done::add);
    stream.accept("in time");
    call.complete("old answer");

    // When
    steps.restart();
    steps.after(Duration.ofSeconds(1), () -> done.add("new"));
    stream.accept("late");
    time.pass(Duration.ofSeconds(2));

    // Then
    assertThat(done).containsExactly("in time", "new");
  }

  @Test
  void delayIsWaitedFor() {
    steps.after(Duration.ofSeconds(2), () -> done.add("later"));
    time.pass(Duration.ofSeconds(1));
    assertThat(done).isEmpty();

    time.pass(Duration.ofSeconds(1));

    assertThat(done).containsExactly("later");
  }

  @Test
  void stepsAndCallsThatFailAreReported() {
    Runnable mistake =
        () -> {
          throw new IllegalStateException("oops");
        };
    steps.after(Duration.ZERO, mistake);
    steps.untilRestart(value -> mistake.run()).accept("");
    steps.then(
        CompletableFuture.<String>failedFuture(new IllegalStateException("call")), done::add);
    time.run();

    assertThat(done).containsExactly("oops", "oops", "call");
  }
}
