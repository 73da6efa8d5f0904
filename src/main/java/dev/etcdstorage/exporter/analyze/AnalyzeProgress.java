package dev.etcdstorage.exporter.analyze;

/** Told how far a long analysis is; called often, so it must be quick. */
public interface AnalyzeProgress {
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
   * @param walks how many passes it takes if the heap has no room for all keys at once
   */
  void keys(long done, long all, int walk, int walks);
}
