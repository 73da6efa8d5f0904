package dev.etcdstorage.exporter.metrics;

import dev.etcdstorage.exporter.observe.Observed;

/** Turns a sample into the series of families that belong together. Pure. */
interface FamilyGroup {
  void collect(Observed observed, Page page);
}
