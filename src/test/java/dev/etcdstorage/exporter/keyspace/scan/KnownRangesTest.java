package dev.etcdstorage.exporter.keyspace.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.etcd.Key;
import dev.etcdstorage.exporter.etcd.KeyPage;
import dev.etcdstorage.exporter.etcd.StoreHeader;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KnownRangesTest {
  private static Key key(int number, int length) {
    return Key.of(String.format("%05d", number) + "x".repeat(length - 5));
  }

  @Test
  void keysThemselvesAreBoundedHoweverLongTheyAre() {
    // Given few ranges whose keys have a hundred kilobytes each
    KnownRanges ranges = new KnownRanges(8_192, 10, 1 << 20);
    for (int i = 0; i < 200; i++) {
      ranges.add(new KnownRange(key(i, 100_000), Optional.of(key(i + 1, 100_000)), 10, 100));
    }

    // Then they were joined, and nothing is left out
    List<KnownRange> kept = ranges.list();
    assertThat(kept.stream().mapToLong(range -> range.from().length()).sum())
        .isLessThanOrEqualTo(2 << 20);
    assertThat(kept.stream().mapToLong(KnownRange::keys).sum()).isEqualTo(2_000);
    assertThat(kept.get(0).from()).isEqualTo(key(0, 100_000));
    for (int i = 1; i < kept.size(); i++) {
      assertThat(kept.get(i - 1).end()).contains(kept.get(i).from());
    }
  }

  @Test
  void oneSpanIsKeptHoweverLongItsKeyIs() {
    KnownRanges ranges = new KnownRanges(8_192, 10, 1 << 20);

    ranges.add(new KnownRange(key(1, 3 << 20), Optional.empty(), 10, 100));

    assertThat(ranges.list()).hasSize(1);
  }

  private static KeyPage page(long count, long bytes) {
    return new KeyPage(new StoreHeader(7, 1, 5), count, true, List.of(), bytes);
  }

  @Test
  void restOfARangeIsAsKnownAsThePageWasExpected() {
    KnownRange range = new KnownRange(key(0, 5), Optional.of(key(9, 5)), 100, 10_000);

    assertThat(range.after(key(1, 5), page(100, 4_000)))
        .isEqualTo(new KnownRange(key(1, 5), range.end(), 100, 6_000));
    // Larger ones than were remembered
    assertThat(range.after(key(1, 5), page(100, 40_000)).known()).isFalse();
    // More than were remembered
    assertThat(range.after(key(1, 5), page(101, 4_000)).known()).isFalse();
  }
}
