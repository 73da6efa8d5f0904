package dev.etcdstorage.exporter.keyspace.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.etcd.Key;
import dev.etcdstorage.exporter.etcd.KeyEntry;
import dev.etcdstorage.exporter.etcd.KeyPage;
import dev.etcdstorage.exporter.etcd.StoreHeader;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class ScanPaceTest {
  private static final Duration TOOK = Duration.ofMillis(20);

  private final ScanPace pace = new ScanPace(1 << 20, 1_000);

  private static KeyPage page(int entries, long count, long bytes) {
    KeyEntry entry = new KeyEntry(Key.of("k"), 1, 1, 1, 1);
    return new KeyPage(
        new StoreHeader(7, 1, 5),
        count,
        count > entries,
        Collections.nCopies(entries, entry),
        bytes);
  }

  @Test
  void restsUntilTheDearestBudgetAllowsTheNextPage() {
    assertThat(pace.afterPage(page(500, 500, 100), TOOK)).isEqualTo(Duration.ofMillis(480));
    assertThat(pace.afterPage(page(1, 1, 2 << 20), TOOK)).isEqualTo(Duration.ofMillis(1_980));
    assertThat(pace.afterPage(page(10, 10, 100), TOOK)).isZero();
  }

  @Test
  void restsLongAfterVeryManyKeysWereCounted() {
    assertThat(pace.afterPage(page(10, 2_500, 100), TOOK)).isZero();
    assertThat(pace.afterPage(page(0, 82_500, 0), TOOK)).isEqualTo(Duration.ofMillis(1_980));
  }
}
