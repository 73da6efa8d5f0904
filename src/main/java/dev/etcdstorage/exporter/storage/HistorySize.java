package dev.etcdstorage.exporter.storage;

import java.util.Locale;
import java.util.OptionalLong;

/**
 * What is known of the old versions in a file, before its pages are looked at.
 *
 * @param bytes with their share of the pages; empty where only the pages in use bound them
 */
public record HistorySize(OptionalLong bytes, By by) {
  /** What it is known by. */
  public enum By {
    /** The watch saw what was replaced and deleted since the compaction. */
    WATCH,
    /** So many revisions are kept, and one usually replaces so much: an estimate. */
    REVISIONS,
    /** It is no more than what is in use beside the live data. */
    PAGES;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** It can be all that is in use and does not live. */
  public static final HistorySize UNKNOWN = new HistorySize(OptionalLong.empty(), By.PAGES);

  /** No revision before the newest is kept. */
  public static final HistorySize NONE = new HistorySize(OptionalLong.of(0), By.REVISIONS);

  /** Those that the watch saw. */
  public static HistorySize seen(long bytes) {
    return new HistorySize(OptionalLong.of(bytes), By.WATCH);
  }

  /** By the number of revisions kept. */
  public static HistorySize estimated(long bytes) {
    return new HistorySize(OptionalLong.of(bytes), By.REVISIONS);
  }
}
