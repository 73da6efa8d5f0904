package dev.etcdstorage.exporter.keyspace.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import dev.etcdstorage.exporter.storage.HistoryPages;
import java.lang.management.ManagementFactory;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SupersededTest {
  private final Superseded superseded = new Superseded();

  @Test
  void historySinceAnyRevisionIsRightToOnePartIn128HoweverMuchCame() {
    // Given many more revisions than there are marks, some of which replace very much
    int revisions = 300_000;
    superseded.restart(1);
    HistoryPages pages = new HistoryPages();
    long[] sums = new long[revisions + 1];
    Random random = new Random(16);
    for (int revision = 2; revision <= revisions; revision++) {
      int versions = random.nextInt(5_000) == 0 ? 2_000 : random.nextInt(2);
      for (int i = 0; i < versions; i++) {
        int bytes = 1 + random.nextInt(4_000);
        superseded.version(revision, bytes);
        pages.version(bytes);
      }
      sums[revision] = pages.bytes();
    }

    // Then
    Replaced now = superseded.now(revisions);
    for (int compacted = 2; compacted <= revisions; compacted += 97) {
      long truth = sums[revisions] - sums[compacted];
      assertThat(now.bytesSince(compacted))
          .as("since %d", compacted)
          .isBetween(truth, truth + truth / 128 + 64_000);
    }
    assertThat(now.bytesSince(revisions)).isZero();
  }

  @Test
  void aCompactionAfterTheLastReplacedVersionLeftNoHistory() {
    superseded.restart(10);
    superseded.version(11, 100);
    superseded.version(12, 24_000); // less than a mark's worth before it, and more in itself

    // When ten revisions make new keys
    Replaced now = superseded.now(22);

    // Then
    assertThat(now.bytesSince(11)).isGreaterThan(24_000);
    assertThat(now.bytesSince(12)).isZero();
    assertThat(now.bytesSince(20)).isZero();
  }

  @Test
  void oneDeletionOfManyKeysIsNoHistoryOfWhatCameBefore() {
    superseded.restart(10);
    superseded.version(11, 100);
    for (int i = 0; i < 10_000; i++) {
      superseded.version(12, 1_000);
      superseded.tombstone(12, 20);
    }
    superseded.version(13, 100);

    Replaced now = superseded.now(13);
    assertThat((double) now.bytesSince(11)).isCloseTo(14.3e6, within(1e6));
    assertThat(now.bytesSince(12)).isLessThan(8_300);
  }

  /** One exporter has a thousand of them, and most clusters are written little. */
  @Test
  void takesHardlyAnyMemoryBeforeMuchCame() {
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Superseded warm = new Superseded();
    assertThat(warm.now(0).bytesSince(0)).isZero();

    long before = thread.getCurrentThreadAllocatedBytes();
    Superseded small = new Superseded();
    long allocated = thread.getCurrentThreadAllocatedBytes() - before;

    assertThat(small.now(0).bytesSince(0)).isZero();
    assertThat(allocated).isPositive().isLessThan(4_096);
  }

  @Test
  void whatCameBeforeAGapIsForgotten() {
    superseded.restart(10);
    superseded.version(11, 100_000);
    superseded.restart(20);
    superseded.version(21, 9_000);

    Replaced now = superseded.now(25);
    assertThat(now.unseen(15, 25)).isEqualTo(5);
    assertThat(now.unseen(22, 27)).as("not yet").isEqualTo(2);
    assertThat(now.unseen(2, 8)).as("none of them").isEqualTo(6);
    assertThat(now.bytesSince(15)).isEqualTo(now.bytesSince(20)).isEqualTo(12_288 + 37);
  }
}
