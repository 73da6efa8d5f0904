package dev.etcdstorage.exporter.analyze;

/** Hears how far a long analysis is; called often, so it must be quick. */
public interface AnalyzeProgress {
  /** Nobody wants to know. */
  AnalyzeProgress NONE =
      new AnalyzeProgress() {
        @Override
        public void pages(long done, long all) {}

        @Override
        public void keys(long done, long all, int walk, int walks) {}
      };

  /** Pages are counted and checked. */
  void pages(long done, long all);

  /**
   * Versions of keys are read.
   *
   * @param walks how often it takes, since so many keys have no room in the heap at once
   */
  void keys(long done, long all, int walk, int walks);
}
