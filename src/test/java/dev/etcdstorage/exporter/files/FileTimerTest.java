package dev.etcdstorage.exporter.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileTimerTest {
  private final AtomicInteger looks = new AtomicInteger();
  private final CountDownLatch third = new CountDownLatch(3);

  @ParameterizedTest
  @ValueSource(classes = {IllegalStateException.class, StackOverflowError.class})
  void lookThatFailsIsNotTheLastOne(Class<? extends Throwable> failure) throws Exception {
    FileTimer timer = FileTimer.start(() -> look(failure), Duration.ofMillis(1));
    try {
      assertThat(third.await(10, TimeUnit.SECONDS)).isTrue();
    } finally {
      timer.close();
    }
  }

  private void look(Class<? extends Throwable> failure) {
    third.countDown();
    if (looks.incrementAndGet() == 1) {
      if (failure == StackOverflowError.class) {
        throw new StackOverflowError();
      }
      throw new IllegalStateException();
    }
  }
}
