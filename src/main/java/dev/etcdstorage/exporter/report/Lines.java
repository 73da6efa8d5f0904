package dev.etcdstorage.exporter.report;

/** Where lines for a person go. */
public interface Lines {
  /** A line that stays. */
  void line(String text);

  /** A line that the next one replaces on a terminal; elsewhere only one now and then. */
  void passing(String text);
}
