package dev.etcdstorage.exporter.keyspace.work;

import java.util.Locale;

/** The two parts of the keyspace work; a value of the label {@code part}. */
public enum Part {
  WATCH,
  SCAN;

  private final String label = name().toLowerCase(Locale.ROOT);

  public String label() {
    return label;
  }
}
