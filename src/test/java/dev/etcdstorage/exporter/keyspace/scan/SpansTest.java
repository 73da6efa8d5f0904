package dev.etcdstorage.exporter.keyspace.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.etcd.Key;
import dev.etcdstorage.exporter.etcd.KeyPage;
import dev.etcdstorage.exporter.etcd.StoreHeader;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SpansTest {
  private static Key key(int number, int length) {
    return Key.of(String.format("%05d", number) + "x".repeat(length - 5));
  }

  @Test
  void keysThemselvesAreBoundedHoweverLongTheyAre() {
    // Given few spans whose keys have a hundred kilobytes each
    Spans spans = new Spans(8_192, 10, 1 << 20);
    for (int i = 0; i < 200; i++) {
      spans.add(new Span(key(i, 100_000), Optional.of(key(i + 1, 100_000)), 10, 100));
    }

    // Then they were joined, and nothing is left out
    List<Span> kept = spans.list();
    assertThat(kept.stream().mapToLong(span -> span.from().length()).sum())
        .isLessThanOrEqualTo(2 << 20);
    assertThat(kept.stream().mapToLong(Span::keys).sum()).isEqualTo(2_000);
    assertThat(kept.get(0).from()).isEqualTo(key(0, 100_000));
    for (int i = 1; i < kept.size(); i++) {
      assertThat(kept.get(i - 1).end()).contains(kept.get(i).from());
    }
  }

  @Test
  void oneSpanIsKeptHoweverLongItsKeyIs() {
    Spans spans = new Spans(8_192, 10, 1 << 20);

    spans.add(new Span(key(1, 3 << 20), Optional.empty(), 10, 100));

    assertThat(spans.list()).hasSize(1);
  }

  private static KeyPage page(long count, long bytes) {
    return new KeyPage(new StoreHeader(7, 1, 5), count, true, List.of(), bytes);
  }

  @Test
  void restOfASpanIsAsKnownAsThePageWasExpected() {
    Span span = new Span(key(0, 5), Optional.of(key(9, 5)), 100, 10_000);

    assertThat(span.after(key(1, 5), page(100, 4_000)))
        .isEqualTo(new Span(key(1, 5), span.end(), 100, 6_000));
    // Larger ones than were remembered
    assertThat(span.after(key(1, 5), page(100, 40_000)).known()).isFalse();
    // More than were remembered
    assertThat(span.after(key(1, 5), page(101, 4_000)).known()).isFalse();
  }
}
