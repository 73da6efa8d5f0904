package dev.etcdstorage.exporter.analyze;

import dev.etcdstorage.exporter.config.PrefixSettings;
import dev.etcdstorage.exporter.config.SettingException;

/**
 * The settings of an analysis.
 *
 * @param by what the rows of the table are
 * @param top how many rows and keys are named, 1 to 1,000; the rest is summed
 * @param prefixes how keys are summed
 * @param tableBytes heap for telling the newest version of each key from older ones
 */
public record AnalyzeSettings(By by, int top, PrefixSettings prefixes, long tableBytes) {
  public static final int DEFAULT_TOP = 20;
  private static final int MOST = 1000;

  /** Heap for everything else; measured with 16,384 prefixes. */
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

  /** The same with as many names as possible, to compare two files. */
  AnalyzeSettings withAllNames() {
    return new AnalyzeSettings(by, MOST, prefixes, tableBytes);
  }

  /** With the exporter's prefixes, split by namespace if wanted. */
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
