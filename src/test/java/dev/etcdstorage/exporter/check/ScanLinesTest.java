package dev.etcdstorage.exporter.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.keyspace.scan.ScanProgress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ScanLinesTest {
  private final List<String> told = new ArrayList<>();
  private final ScanLines lines = new ScanLines(told::add);

  private void reached(int second, long keys) {
    lines.reached(
        new ScanProgress(
            keys,
            1_000_000,
            OptionalLong.empty(),
            OptionalLong.empty(),
            Duration.ofSeconds(second)));
  }

  @Test
  void tellsEveryTenSecondsHowFarItIs() {
    for (int second = 0; second < 25; second++) {
      reached(second, 50_000L * second);
    }

    assertThat(told)
        .containsExactly(
            "read 500,000 of 1,000,000 keys in 10 s", "read 1,000,000 of 1,000,000 keys in 20 s");
  }
}
