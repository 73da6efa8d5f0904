package dev.etcdstorage.exporter.keyspace.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.etcd.Key;
import dev.etcdstorage.exporter.etcd.KeyEntry;
import dev.etcdstorage.exporter.etcd.KeyPage;
import dev.etcdstorage.exporter.etcd.KeyRead;
import dev.etcdstorage.exporter.etcd.KeyRead.Content;
import dev.etcdstorage.exporter.etcd.StoreHeader;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Cutting where counting does not help; what it costs where it does is in ScanPlanTest. */
class RangeSplitterTest {
  private static final int KEYS = 100;
  private static final ReadLimits LIMITS = new ReadLimits(40, 8, 4, 2, 2_000, 32);

  private final RangeSplitter splitter =
      new RangeSplitter(new KnownRange(Key.FIRST, Optional.empty(), KEYS, 0), LIMITS);

  private static KeyPage page(long count, boolean more, Key... keys) {
    List<KeyEntry> entries =
        List.of(keys).stream().map(key -> new KeyEntry(key, 1, 1, 0, 20)).toList();
    return new KeyPage(new StoreHeader(7, 1, 5), count, more, entries, 100);
  }

  private KeyRead next() {
    return splitter.next().orElseThrow();
  }

  /** Whatever is counted, all keys lie to the left: no cut ever helps. */
  private void countInVain() {
    for (int i = 0; i < 500 && !(next().content() == Content.KEYS && next().limit() > 1); i++) {
      splitter.answered(
          next().content() == Content.COUNT
              ? page(KEYS, false)
              : page(KEYS, true, next().range().from().next()));
    }
  }

  @Test
  void keysThatNoCountDividesAreCutBySlices() {
    // When
    countInVain();

    // Then it takes as many as may be, and begins again behind them
    assertThat(next().content()).isEqualTo(Content.KEYS);
    assertThat(next().limit()).isEqualTo(40);
    Key last = next().range().from().next().next();
    splitter.answered(page(KEYS, true, last));
    assertThat(next().range().from()).isEqualTo(last.next());
  }

  @Test
  void sliceThatIsTooLargeBecomesSmallerAtOnceUpToOneKey() {
    // Given
    countInVain();

    // Then
    for (int limit : new int[] {40, 10, 2}) {
      assertThat(next().limit()).isEqualTo(limit);
      assertThat(splitter.tooLarge()).isTrue();
    }
    assertThat(next().limit()).isEqualTo(1);
    assertThat(splitter.tooLarge()).isFalse();
  }

  @Test
  void countThatIsTooLargeCannotBeSmaller() {
    assertThat(splitter.tooLarge()).isFalse();
    assertThat(next().limit()).isEqualTo(1);
  }

  @Test
  void countThatCutsWellIsACutOfItsOwn() {
    // Given the first key, which shares with others
    Key first = Key.of("/registry/pods/a");
    splitter.answered(page(KEYS, true, first));

    // When a count finds that a fifth of them begin like the first
    Key cut = next().range().end().orElseThrow();
    splitter.answered(page(20, false));

    // Then that fifth is done, and the rest begins there
    assertThat(next().range().from()).isEqualTo(cut);
  }
}
