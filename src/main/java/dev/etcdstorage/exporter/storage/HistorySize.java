package dev.etcdstorage.exporter.storage;

import java.util.Locale;
import java.util.OptionalLong;

/**
 * What is known of the old versions in a file, before looking at its pages.
 *
 * @param bytes with their share of the pages; empty where only the pages in use bound them
 */
public record HistorySize(OptionalLong bytes, By by) {
  /** How it is known. */
  public enum By {
    /** The watch saw what was replaced and deleted since the compaction. */
    WATCH,
    /** Estimated from the number of kept revisions and what one usually replaces. */
    REVISIONS,
    /** At most what is in use beside the live data. */
    PAGES;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** It may be all that is in use and does not live. */
  public static final HistorySize UNKNOWN = new HistorySize(OptionalLong.empty(), By.PAGES);

  /** No revision before the newest is kept. */
  public static final HistorySize NONE = new HistorySize(OptionalLong.of(0), By.REVISIONS);

  public static HistorySize seen(long bytes) {
    return new HistorySize(OptionalLong.of(bytes), By.WATCH);
  }

  /** From the number of revisions kept. */
  public static HistorySize estimated(long bytes) {
    return new HistorySize(OptionalLong.of(bytes), By.REVISIONS);
  }
}
