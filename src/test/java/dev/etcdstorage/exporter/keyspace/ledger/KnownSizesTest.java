package dev.etcdstorage.exporter.keyspace.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.etcdstorage.exporter.etcd.Key;
import dev.etcdstorage.exporter.storage.LiveFile;
import org.junit.jupiter.api.Test;

class KnownSizesTest {
  private final KnownSizes sizes = new KnownSizes(1 << 12);

  private static long hash(int number) {
    return Key.of("/registry/pods/default/pod-" + number).longHash();
  }

  private void put(int number, long revision, int size) {
    sizes.put(sizes.find(hash(number)), hash(number), revision, size, revision);
  }

  @Test
  void knowsTheLatestOfEachKey() {
    put(1, 10, 100);
    put(2, 11, 200);
    put(1, 12, 300);

    int at = sizes.find(hash(1));
    assertThat(sizes.size(at)).isEqualTo(300);
    assertThat(sizes.revision(at)).isEqualTo(12);
    assertThat(sizes.version(at)).isEqualTo(12);
    sizes.remove(at);
    assertThat(sizes.find(hash(1))).isNegative();
    assertThat(sizes.find(hash(2))).isNotNegative();
  }

  @Test
  void growsWithTheKeysAndKnowsThemAll() {
    KnownSizes large = new KnownSizes();
    for (int i = 0; i < 20_000; i++) {
      large.put(-1, hash(i), 2 + i, i, 1);
    }

    for (int i = 0; i < 20_000; i++) {
      assertThat(large.size(large.find(hash(i)))).isEqualTo(i);
    }
    assertThat(large.newestLost()).isZero();
  }

  @Test
  void whereThereIsNoRoomTheOldestIsForgotten() {
    // Given three times as many as there is room for
    for (int i = 0; i < 3 << 12; i++) {
      put(i, 2 + i, i);
    }

    // Then it knows the last thousands, hardly any of the first, and says so
    int first = 0;
    int last = 0;
    for (int i = 0; i < 1_000; i++) {
      first += sizes.find(hash(i)) >= 0 ? 1 : 0;
      last += sizes.find(hash((3 << 12) - 1 - i)) >= 0 ? 1 : 0;
    }
    assertThat(first).isLessThan(10);
    assertThat(last).isGreaterThan(990);
    assertThat(sizes.newestLost()).isPositive().isLessThan(2 + (3L << 12));

    // When an old one comes, then no newer one makes room for it
    put(1_000_000, 1, 5);
    assertThat(sizes.find(hash(1_000_000))).isNegative();
  }

  @Test
  void overheadIsThatOfAFileOfTheYoungKeysAlone() {
    // Given many small ones, and then some of which only one fits into a page
    LiveFile young = new LiveFile();
    for (int i = 0; i < 1_000; i++) {
      put(i, 2 + i, 100);
    }
    for (int i = 1_000; i < 1_400; i++) {
      put(i, 2 + i, 3_000);
      young.add(3_000 + 18, 2 + i);
    }

    // When
    double overhead = sizes.overheadSince(1_001, 8_192);

    // Then
    assertThat(overhead)
        .isCloseTo((young.bytes() - LiveFile.EMPTY_BYTES) / 400.0 - 3_000, within(1.0))
        .isGreaterThan(1_000);
    assertThat(sizes.overheadSince(5_000, 8_192)).isZero();
  }
}
