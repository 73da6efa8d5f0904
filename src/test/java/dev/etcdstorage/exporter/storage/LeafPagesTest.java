package dev.etcdstorage.exporter.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class LeafPagesTest {
  private static final int PAGE = 4096;

  @Test
  void nothingTakesNothing() {
    LeafPages leaves = new LeafPages();

    assertThat(leaves.count()).isZero();
    assertThat(leaves.unusedBytes()).isZero();
  }

  @Test
  void leafIsFilledToNineTenthsOfAPage() {
    // Given 16 bytes of header, a page is full at 3,686
    LeafPages exactly = leavesOf(1_000, 1_000, 1_670);
    LeafPages oneMore = leavesOf(1_000, 1_000, 1_671);

    assertThat(exactly.count()).isEqualTo(1);
    assertThat(exactly.unusedBytes()).isEqualTo(PAGE - 3_670);
    assertThat(oneMore.count()).isEqualTo(2);
    assertThat(oneMore.unusedBytes()).isEqualTo(2 * PAGE - 3_671);
  }

  @Test
  void leafHoldsTwoElementsHoweverLarge() {
    LeafPages leaves = leavesOf(300_000, 300_000, 300_000, 10);

    assertThat(leaves.count()).isEqualTo(2);
    // 600,016 bytes are 147 pages, 300,026 are 74
    assertThat(leaves.unusedBytes()).isEqualTo((147 + 74) * PAGE - 900_010);
  }

  @Property(tries = 300)
  void takesAsManyPagesAsALiteralSplitOfTheWholeNode(@ForAll("elements") List<Integer> elements) {
    LeafPages leaves = leavesOf(elements.stream().mapToInt(Integer::intValue).toArray());
    long bytes = elements.stream().mapToLong(Integer::intValue).sum();

    // Only the last two leaves may differ: bbolt keeps up to four elements together there.
    assertThat((double) (bytes + leaves.unusedBytes()) / PAGE)
        .isCloseTo(pagesOfSplits(elements), within(2.0));
  }

  @Provide
  Arbitrary<List<Integer>> elements() {
    return Arbitraries.oneOf(
            Arbitraries.integers().between(40, 400),
            Arbitraries.integers().between(400, 5_000),
            Arbitraries.integers().between(5_000, 1_000_000))
        .list()
        .ofMinSize(1)
        .ofMaxSize(400);
  }

  private static LeafPages leavesOf(int... elements) {
    LeafPages leaves = new LeafPages();
    for (int element : elements) {
      leaves.add(element);
    }
    return leaves;
  }

  /** All elements in one node, split in two again and again, as when bbolt commits. */
  private static double pagesOfSplits(List<Integer> elements) {
    long pages = 0;
    List<Integer> node = new ArrayList<>(elements);
    while (node.size() > 4 && size(node) >= PAGE) {
      int split = 0;
      long taken = 16;
      for (int i = 0; i < node.size() - 2; i++) {
        split = i;
        if (i >= 2 && taken + node.get(i) > 3_686) {
          break;
        }
        taken += node.get(i);
      }
      pages += pages(node.subList(0, split));
      node = node.subList(split, node.size());
    }
    return (double) (pages + pages(node));
  }

  private static long pages(List<Integer> node) {
    return (size(node) + PAGE - 1) / PAGE;
  }

  private static long size(List<Integer> node) {
    return 16 + node.stream().mapToLong(Integer::intValue).sum();
  }
}
