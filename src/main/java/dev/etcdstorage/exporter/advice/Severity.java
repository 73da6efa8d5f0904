package dev.etcdstorage.exporter.advice;

import java.util.Locale;

/** The severities, the worst last; exit codes are those of monitoring plugins. */
public enum Severity {
  /** Nothing to act on; findings are notes. */
  OK(0),
  /** Something that was wanted is not known. */
  UNKNOWN(3),
  WARNING(1),
  CRITICAL(2);

  private final int exitCode;

  Severity(int exitCode) {
    this.exitCode = exitCode;
  }

  public int exitCode() {
    return exitCode;
  }

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  public Severity worse(Severity other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
