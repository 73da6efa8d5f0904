package dev.etcdstorage.exporter.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LateCallbacksTest {
  private final AtomicInteger told = new AtomicInteger();

  @Test
  void callbackAfterTheThreadsWereShutDownIsDropped() throws InterruptedException {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    Executor callbacks = LateCallbacks.droppedBy(thread);
    callbacks.execute(told::incrementAndGet);
    thread.shutdown();

    assertThatCode(() -> callbacks.execute(told::incrementAndGet)).doesNotThrowAnyException();

    assertThat(thread.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    assertThat(told).hasValue(1);
  }

  /** Else an answer would be waited for in vain, and nobody would know why. */
  @Test
  void rejectionByThreadsThatAreNotShutDownIsAFault() {
    Executor full =
        LateCallbacks.droppedBy(
            callback -> {
              throw new RejectedExecutionException("full");
            });

    assertThatThrownBy(() -> full.execute(told::incrementAndGet))
        .isInstanceOf(RejectedExecutionException.class);
  }
}
