package dev.etcdstorage.exporter.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Pages of 4 KiB that a copy takes: the figures are the model's own, which AnalyzeIT holds against
 * real etcd's defragmentation. What changes them must be held against it anew.
 */
class DefragCopyTest {
  private static final int PAGE = 4096;

  private static long pages(int buckets, int elements, int keyBytes, int valueBytes) {
    DefragCopy copy = new DefragCopy(PAGE);
    for (int bucket = 0; bucket < buckets; bucket++) {
      copy.bucket(10);
      for (int element = 0; element < elements; element++) {
        copy.put(keyBytes, valueBytes);
      }
    }
    long bytes = copy.bytes();
    assertThat(bytes % PAGE).isZero();
    return bytes / PAGE;
  }

  @ParameterizedTest
  @CsvSource({
    // nothing, and what lies in the bucket of buckets up to a quarter of a page
    "1, 0, 17, 0, 5",
    "1, 7, 17, 111, 5",
    "1, 7, 17, 112, 6",
    // a page, then two
    "1, 39, 17, 69, 6",
    "1, 40, 17, 69, 8",
    // branches, and their own branches
    "1, 3000, 17, 100, 117",
    "1, 9000, 200, 300, 1378",
    // commits, which leave free pages; one more than the first commit takes
    "1, 10000, 17, 100, 381",
    "1, 10001, 17, 100, 383",
    "1, 25000, 17, 100, 943",
    "2, 12000, 17, 1000, 8081",
    // values of several pages
    "1, 50, 17, 9000, 130",
    "1, 12000, 17, 5000, 18065",
    // more buckets than a page names
    "300, 1, 17, 20, 21",
    "9, 2000, 30, 60, 544"
  })
  void copyTakesSoManyPages(int buckets, int elements, int keyBytes, int valueBytes, long pages) {
    assertThat(pages(buckets, elements, keyBytes, valueBytes)).isEqualTo(pages);
  }
}
