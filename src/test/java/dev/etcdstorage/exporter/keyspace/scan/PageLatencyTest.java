package dev.etcdstorage.exporter.keyspace.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PageLatencyTest {
  private final PageLatency latency = new PageLatency();

  private void pages(int count, int millis) {
    for (int i = 0; i < count; i++) {
      latency.add(Duration.ofMillis(millis));
    }
  }

  @Test
  void harmsWhenMostOfTheLastPagesAreFarSlowerThanTheFirst() {
    pages(20, 60);
    pages(10, 250);
    assertThat(latency.harms()).isTrue();
  }

  @Test
  void fewSlowPagesDoNotHarm() {
    pages(20, 60);
    pages(9, 900);
    assertThat(latency.harms()).isFalse();
  }

  @Test
  void manyTimesSlowerThanVeryFastIsFastStill() {
    pages(20, 1);
    pages(20, 199);
    assertThat(latency.harms()).isFalse();
  }

  @Test
  void evenlySlowMemberIsNotBlamed() {
    pages(200, 600);
    assertThat(latency.harms()).isFalse();
  }

  @Test
  void judgesNothingAfterFewPages() {
    pages(1, 1);
    pages(18, 900);
    assertThat(latency.harms()).isFalse();
  }
}
