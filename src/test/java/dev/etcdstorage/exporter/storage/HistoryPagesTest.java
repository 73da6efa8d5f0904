package dev.etcdstorage.exporter.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HistoryPagesTest {
  private final HistoryPages history = new HistoryPages();

  private static LeafPages leaves(int count, long bytes) {
    LeafPages leaves = new LeafPages();
    for (int i = 0; i < count; i++) {
      leaves.add(bytes);
    }
    return leaves;
  }

  @Test
  void nothingTakesNothing() {
    assertThat(history.bytes()).isZero();
  }

  /** bbolt heads each element with 16 bytes; etcd's keys have 17, with a tombstone's mark 18. */
  @Test
  void versionsAndTombstonesHavePagesOfTheirOwnAndBranchesAboveBoth() {
    for (int i = 0; i < 20_000; i++) {
      history.version(967);
    }
    for (int i = 0; i < 5_000; i++) {
      history.tombstone(64);
    }

    LeafPages versions = leaves(20_000, 16 + 17 + 967);
    LeafPages tombstones = leaves(5_000, 16 + 18 + 2 + 64);
    long leaves = versions.bytes() + tombstones.bytes();
    assertThat(history.bytes())
        .isGreaterThan(leaves + leaves / 120)
        .isLessThan(leaves + leaves / 100);
    assertThat(versions.bytes()).isBetween(20_000_000L, 28_000_000L);
    assertThat(tombstones.bytes()).isBetween(500_000L, 700_000L);
  }
}
