package dev.etcdstorage.exporter.metrics;

import dev.etcdstorage.exporter.sample.ClusterSample;

/** Turns a sample into the series of the families that belong together. Pure. */
interface FamilyGroup {
  void collect(ClusterSample sample, Page page);
}
