package dev.etcdstorage.exporter.analyze;

import dev.etcdstorage.exporter.config.PrefixSettings;
import dev.etcdstorage.exporter.config.SettingException;

/**
 * What is asked for.
 *
 * @param by what the rows of the table are
 * @param top how many rows and keys are named, 1 to 1,000; the rest is summed
 * @param prefixes how keys are summed
 * @param tableBytes heap that may be used to tell the newest version of each key from older ones
 */
public record AnalyzeSettings(By by, int top, PrefixSettings prefixes, long tableBytes) {
  public static final int DEFAULT_TOP = 20;
  private static final int MOST = 1000;

  /** What everything else needs; measured with 16,384 prefixes. */
  private static final long OTHER_HEAP = 20 << 20;

  private static final long LEAST_TABLE = 4 << 20;

  public AnalyzeSettings {
    if (top < 1 || top > MOST) {
      throw new SettingException("top", "must be between 1 and 1000");
    }
  }

  /** As much of the heap as can be used without filling it. */
  public static long tableBytes(long heapBytes) {
    return Math.max(LEAST_TABLE, (heapBytes - OTHER_HEAP) / 4 * 3);
  }

  /** The same with as many names as there may be, to hold two files against each other. */
  AnalyzeSettings withAllNames() {
    return new AnalyzeSettings(by, MOST, prefixes, tableBytes);
  }

  /** The exporter's prefixes, split by namespace where that is asked for. */
  public static AnalyzeSettings of(By by, int top) {
    PrefixSettings given = PrefixSettings.DEFAULT;
    PrefixSettings prefixes =
        new PrefixSettings(
            given.layout(),
            given.roots(),
            by == By.NAMESPACE,
            given.depth(),
            given.patterns(),
            given.most());
    return new AnalyzeSettings(by, top, prefixes, tableBytes(Runtime.getRuntime().maxMemory()));
  }
}
