package dev.etcdstorage.exporter.config;

/** Through which of its own members an exporter does a part of the keyspace work. */
public enum When {
  /** Through the first of its endpoints that answers. */
  ALWAYS,
  /** Only through an endpoint whose member leads: one of several exporters does the work. */
  LEADER,
  NEVER;

  /**
   * Reads a setting.
   *
   * @throws IllegalArgumentException if it is none of the three
   */
  public static When parse(String text) {
    return Choice.of(text, values());
  }
}
