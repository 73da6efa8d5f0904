package dev.etcdstorage.exporter.keyspace.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.keyspace.work.SerialExecutor;
import dev.etcdstorage.exporter.testkit.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class StepsTest {
  private final ManualTime time = new ManualTime();
  private final List<String> done = new ArrayList<>();
  private final Steps steps =
      new Steps(
          new SerialExecutor(time), mistake -> done.add(String.valueOf(mistake.getMessage())));

  @Test
  void nothingRunsAfterTheEnd() {
    // Given
    CompletableFuture<String> call = new CompletableFuture<>();
    steps.begin(() -> steps.await(call, done::add));
    time.run();

    // When it ends while an answer is on its way
    call.complete("answer");
    assertThat(steps.end()).isTrue();
    time.run();

    // Then
    assertThat(done).isEmpty();
    assertThat(steps.end()).isFalse();
  }

  @Test
  void endCancelsWhatIsAwaited() {
    CompletableFuture<String> call = new CompletableFuture<>();
    steps.begin(() -> steps.await(call, done::add));
    time.run();

    assertThat(steps.end()).isTrue();

    assertThat(call).isCancelled();
  }

  @Test
  void restIsWaitedFor() {
    steps.begin(() -> steps.rest(Duration.ofSeconds(2), () -> done.add("later")));
    time.pass(Duration.ofSeconds(1));
    assertThat(done).isEmpty();

    time.pass(Duration.ofSeconds(1));

    assertThat(done).containsExactly("later");
  }

  @Test
  void mistakesAreTold() {
    steps.begin(
        () -> {
          throw new IllegalStateException("oops");
        });
    time.run();

    assertThat(done).containsExactly("oops");
  }
}
