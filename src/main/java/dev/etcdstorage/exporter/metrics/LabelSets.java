package dev.etcdstorage.exporter.metrics;

import io.prometheus.metrics.model.snapshots.Labels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The label sets of one family's series on a page. Most are the same at each scrape and in the same
 * order, and the library would check and sort the names anew for each series. So a page walks along
 * the label sets of the page before it and takes those it can; the rest are forgotten.
 */
final class LabelSets {
  private static final String CLUSTER = "etcd_cluster";

  /**
   * How far to look ahead for the next known series where some are gone, as when a member is down.
   */
  private static final int AHEAD = 256;

  /** A label set and the values it was made of. */
  static final class Known {
    private final Optional<String> cluster;
    private final String[] values;
    private final Labels labels;

    private Known(Optional<String> cluster, String[] values, Labels labels) {
      this.cluster = cluster;
      this.values = values;
      this.labels = labels;
    }

    private boolean is(Optional<String> otherCluster, String[] otherValues) {
      return cluster.equals(otherCluster) && Arrays.equals(values, otherValues);
    }
  }

  private final Family family;
  private final List<Known> before;
  private final List<Known> now;

  /** The first label set of the page before that this page has not passed yet. */
  private int next;

  /**
   * @param before what the page before kept of this family
   */
  LabelSets(Family family, List<Known> before) {
    this.family = family;
    this.before = before;
    this.now = new ArrayList<>(before.size());
  }

  /** For the next page, once this one is done; never changed again. */
  List<Known> kept() {
    return now;
  }

  /** The values come in the order of the catalogue. */
  Labels of(Optional<String> cluster, String... values) {
    Known known = find(cluster, values);
    now.add(known);
    return known.labels;
  }

  private Known find(Optional<String> cluster, String... values) {
    int end = Math.min(before.size(), next + AHEAD);
    for (int i = next; i < end; i++) {
      Known known = before.get(i);
      if (known.is(cluster, values)) {
        next = i + 1;
        return known;
      }
    }
    return new Known(cluster, values, make(cluster, values));
  }

  private Labels make(Optional<String> cluster, String... values) {
    Labels labels = Labels.of(family.labels().toArray(String[]::new), values);
    return cluster.map(name -> labels.add(CLUSTER, name)).orElse(labels);
  }
}
