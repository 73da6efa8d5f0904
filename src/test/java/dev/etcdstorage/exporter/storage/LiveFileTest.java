package dev.etcdstorage.exporter.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LiveFileTest {
  private static final int PAGE = 4096;

  /** A live key of these sizes in the file, at this revision. */
  private record Stored(int bytes, long revision) {}

  @Test
  void emptyFileHasTheTenPagesOfEveryFile() {
    assertThat(new LiveFile().bytes()).isEqualTo(10 * PAGE);
  }

  @Test
  void oneKeyTakesALeaf() {
    LiveFile file = new LiveFile();

    file.add(100, 2);

    assertThat(file.bytes()).isBetween(11L * PAGE, 11L * PAGE + PAGE / 100);
  }

  @Test
  void oneWriteCopiesUpToTheFourLargestElements() {
    LiveFile file = new LiveFile();
    assertThat(file.largestLeafBytes()).isEqualTo(PAGE);

    for (int size : new int[] {9_000_000, 100, 1_400_000, 2_000, 9_000_000, 300, 5_000}) {
      file.add(size, size);
    }

    long elements = 2 * 9_000_000 + 1_400_000 + 5_000 + 4 * 33;
    assertThat(file.largestLeafBytes()).isBetween(elements, elements + PAGE + 16);
    assertThat(file.largestLeafBytes() % PAGE).isZero();
  }

  @Property(tries = 200)
  void keysOfOneSizeTakeWhatTheFormulaSays(@ForAll @IntRange(min = 20, max = 500_000) int stored) {
    LiveFile file = new LiveFile();
    int keys = 5_000;

    for (int key = 0; key < keys; key++) {
      file.add(stored, key);
    }

    int element = 16 + 17 + stored;
    long perLeaf = Math.max(2, 3_670 / element);
    double pagesOfALeaf = Math.ceil((16 + perLeaf * element) / (double) PAGE);
    double leaves = keys / (double) perLeaf;
    double pages = leaves * pagesOfALeaf + leaves / 110 + 10;
    assertThat((double) file.bytes()).isCloseTo(pages * PAGE, within(2.0 * PAGE));
  }

  @Test
  void orderOfAddingDoesNotMatterOnlyRevisions() {
    // Given keys, few enough that all are packed
    List<Stored> keys = mixture(20_000);
    long before = fileOf(keys);

    // When they come in another order
    Collections.shuffle(keys, new Random(2));

    // Then
    assertThat(fileOf(keys)).isEqualTo(before);
  }

  @Test
  void neighboursByRevisionShareLeaves() {
    // Given small and middling keys, one kind after the other, or in turn
    List<Stored> apart = new ArrayList<>();
    List<Stored> inTurn = new ArrayList<>();
    for (int n = 0; n < 10_000; n++) {
      apart.add(new Stored(400, n));
      apart.add(new Stored(10_100, 10_000 + n));
      inTurn.add(new Stored(400, 2L * n));
      inTurn.add(new Stored(10_100, 2L * n + 1));
    }

    // Then: 8 small ones to a page and two large ones to 5, or one and one to 3
    assertThat((double) fileOf(apart))
        .isCloseTo((10_000 / 8.0 + 5_000 * 5.0) * PAGE, withinPercentage(1));
    assertThat((double) fileOf(inTurn)).isCloseTo(10_000 * 3.0 * PAGE, withinPercentage(1));
  }

  @Test
  void sampleOfManyKeysSaysTheSameAsAllOfThem() {
    // Given far more keys than are kept
    List<Stored> keys = mixture(20 * LiveFile.SAMPLE);
    LeafPages leaves = new LeafPages();
    long bytes = 0;
    for (Stored key : keys) {
      leaves.add(key.bytes() + 33L);
      bytes += key.bytes() + 33L;
    }
    double exact = bytes + leaves.unusedBytes() + leaves.count() * PAGE / 110.0;

    // Then, whether they come as they were written or by name
    assertThat((double) fileOf(keys)).isCloseTo(exact, withinPercentage(1));
    Collections.shuffle(keys, new Random(3));
    assertThat((double) fileOf(keys)).isCloseTo(exact, withinPercentage(1));
  }

  @Test
  void fewHugeValuesCountWhetherOrNotTheyAreInTheSample() {
    // Given
    LiveFile file = new LiveFile();
    long huge = 0;
    for (int n = 0; n < 10 * LiveFile.SAMPLE; n++) {
      boolean large = n % 20_000 == 0;
      file.add(large ? 50_000_000 : 60, n);
      huge += large ? 50_000_000 : 0;
    }

    // Then
    assertThat((double) file.bytes())
        .isCloseTo(huge + 10.0 * LiveFile.SAMPLE * PAGE / 39, withinPercentage(0.5));
  }

  @Test
  void sameKeysGiveTheSameSize() {
    List<Stored> keys = mixture(3 * LiveFile.SAMPLE);

    assertThat(fileOf(keys)).isEqualTo(fileOf(keys));
  }

  private static long fileOf(List<Stored> keys) {
    LiveFile file = new LiveFile();
    keys.forEach(key -> file.add(key.bytes(), key.revision()));
    return file.bytes();
  }

  /** The share of large values grows with the revision. */
  private static List<Stored> mixture(int count) {
    Random random = new Random(1);
    List<Stored> keys = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      boolean large = random.nextInt(count) < n;
      keys.add(
          new Stored(large ? 2_000 + random.nextInt(4_000) : 60 + random.nextInt(600), 5L * n));
    }
    return keys;
  }
}
