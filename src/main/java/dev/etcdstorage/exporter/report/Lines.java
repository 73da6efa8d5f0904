package dev.etcdstorage.exporter.report;

/** Where lines for a person go. */
public interface Lines {
  /** A line that stays. */
  void line(String text);

  /** A line that the next one takes the place of, on a terminal; elsewhere one now and then. */
  void passing(String text);
}
