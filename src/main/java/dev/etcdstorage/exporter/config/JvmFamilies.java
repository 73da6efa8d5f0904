package dev.etcdstorage.exporter.config;

/** Which families of the exporter's own Java runtime are on the metrics page. */
public enum JvmFamilies {
  /** Those that an operator looks at: processor, memory, files, garbage collection and threads. */
  BASIC,
  /** All that the Prometheus client has, some 90 series and 4 MiB of memory more. */
  ALL;

  /**
   * Reads a word.
   *
   * @throws IllegalArgumentException that lists the words if it is none of them
   */
  public static JvmFamilies parse(String text) {
    return Choice.of(text, values());
  }
}
