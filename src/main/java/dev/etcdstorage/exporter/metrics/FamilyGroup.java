package dev.etcdstorage.exporter.metrics;

import dev.etcdstorage.exporter.observe.Observed;

/** Turns what was observed into the series of the families that belong together. Pure. */
interface FamilyGroup {
  void collect(Observed observed, Page page);
}
