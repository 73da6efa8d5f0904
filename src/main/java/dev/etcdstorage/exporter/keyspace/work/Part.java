package dev.etcdstorage.exporter.keyspace.work;

import java.util.Locale;

/** The two parts of the keyspace work; a value of the label {@code part}. */
public enum Part {
  WATCH,
  SCAN;

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
