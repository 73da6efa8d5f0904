package dev.etcdstorage.exporter.keyspace.scan;

/**
 * Where to cut a run of byte values so that about as many keys lie on either side, as keys usually
 * are: most bytes of most keys are small letters and digits.
 */
final class Pivot {
  private Pivot() {}

  /** From {@code low + 1} to {@code high - 1}; there must be room for one. */
  static int between(int low, int high) {
    int all = 0;
    for (int value = low; value < high; value++) {
      all += weight(value);
    }
    int left = 0;
    for (int value = low; value < high - 1; value++) {
      left += weight(value);
      if (2 * left >= all) {
        return value + 1;
      }
    }
    return high - 1;
  }

  private static int weight(int value) {
    if ((value >= 'a' && value <= 'z') || (value >= '0' && value <= '9')) {
      return 16;
    }
    return value >= '-' && value <= '_' ? 4 : 1;
  }
}
