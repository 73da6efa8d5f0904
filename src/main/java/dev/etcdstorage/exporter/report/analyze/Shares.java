package dev.etcdstorage.exporter.report.analyze;

/** Parts of a whole. */
final class Shares {
  private static final double DIGITS = 1e6;

  private Shares() {}

  /** From 0 to 1, in millionths; 0 of nothing. */
  static double of(long part, long whole) {
    return whole == 0 ? 0 : Math.round(DIGITS * part / whole) / DIGITS;
  }

  /**
   * How many of so many cells each part gets: in proportion, at least one unless it is nothing, and
   * exactly all of them together.
   */
  static int[] cells(int cells, long... parts) {
    long whole = 0;
    for (long part : parts) {
      whole += part;
    }
    int[] given = new int[parts.length];
    int left = cells;
    int largest = 0;
    for (int i = 0; i < parts.length; i++) {
      double exact = whole == 0 ? 0 : (double) cells * parts[i] / whole;
      given[i] = parts[i] == 0 ? 0 : Math.max(1, (int) Math.round(exact));
      left -= given[i];
      largest = parts[i] > parts[largest] ? i : largest;
    }
    given[largest] = Math.max(0, given[largest] + left);
    return given;
  }
}
