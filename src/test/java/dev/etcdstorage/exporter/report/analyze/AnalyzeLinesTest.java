package dev.etcdstorage.exporter.report.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.report.Lines;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** How far it is, now and then, and gone at the end. */
class AnalyzeLinesTest {
  private Instant now = Instant.parse("2026-03-01T12:00:00Z");
  private final List<String> passed = new ArrayList<>();
  private final AnalyzeLines lines =
      AnalyzeLines.on(
          new Lines() {
            @Override
            public void line(String text) {
              throw new AssertionError("nothing stays");
            }

            @Override
            public void passing(String text) {
              passed.add(text);
            }
          },
          () -> now);

  private void later(int millis) {
    now = now.plusMillis(millis);
  }

  @Test
  void snapshotIsToldFromItsFirstByteOn() {
    lines.snapshot("etcd-1", 0, 100 << 20);
    lines.snapshot("etcd-1", 30 << 20, 70 << 20);

    assertThat(passed).containsExactly("taking a snapshot of etcd-1: 30.0 MiB of 100 MiB …");
  }

  @Test
  void fourTimesASecondIsOftenEnough() {
    later(249);
    LongStream.rangeClosed(1, 1_000).forEach(page -> lines.pages(page, 5_000));
    assertThat(passed).isEmpty();

    later(1);
    LongStream.rangeClosed(1_001, 3_000).forEach(page -> lines.pages(page, 5_000));
    assertThat(passed).containsExactly("reading pages: 1,024 of 5,000 …");
  }

  @Test
  void walksAreNumberedWhereThereAreSeveral() {
    for (int walks = 1; walks <= 2; walks++) {
      later(250);
      for (int key = 1; key <= 256; key++) {
        lines.keys(key, 1_000, 1, walks);
      }
    }

    assertThat(passed)
        .containsExactly(
            "reading versions of keys: 256 of 1,000 …",
            "reading versions of keys: 256 of 1,000, walk 1 of 2 …");
  }

  @Test
  void lineIsGoneOnceItEndsIfThereWasOne() {
    lines.close();
    assertThat(passed).isEmpty();

    lines.snapshot("etcd-1", 1, 1);
    lines.close();
    lines.close();
    assertThat(passed).hasSize(2).last().isEqualTo("");
  }
}
