package dev.etcdstorage.exporter.metrics;

import com.google.common.collect.Maps;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The label sets of a page. Most come again at each scrape, and the library checks and sorts the
 * names anew for each series, which costs a fifth of a large page's time (docs/benchmarks.md). So a
 * page takes what the page before it had; what that did not use any more is forgotten with it.
 */
final class LabelSets {
  private static final String CLUSTER = "etcd_cluster";

  private record Key(List<String> names, Optional<String> cluster, List<String> values) {}

  /**
   * With its key: the next page keeps this very one, rather than an equal one that would outlive
   * the collector's young part at each scrape.
   */
  private record Known(Key key, Labels labels) {}

  /** What a page that is done leaves to the next one; never changed again. */
  static final class Kept {
    static final Kept NOTHING = new Kept(Map.of());

    private final Map<Key, Known> sets;

    private Kept(Map<Key, Known> sets) {
      this.sets = sets;
    }
  }

  private final Map<Key, Known> before;
  private final Map<Key, Known> now;

  LabelSets(Kept before) {
    this.before = before.sets;
    this.now = Maps.newHashMapWithExpectedSize(this.before.size());
  }

  /** For the next page, once this one is done. */
  Kept kept() {
    return new Kept(now);
  }

  /** The values come in the order of the catalogue. */
  Labels of(Family family, Optional<String> cluster, String... values) {
    Key wanted = new Key(family.labels(), cluster, List.of(values));
    Known known = now.get(wanted);
    if (known == null) {
      known = before.get(wanted);
      if (known == null) {
        known = new Known(wanted, make(wanted));
      }
      now.put(known.key, known);
    }
    return known.labels;
  }

  private static Labels make(Key key) {
    Labels labels = Labels.of(key.names.toArray(String[]::new), key.values.toArray(String[]::new));
    return key.cluster.map(name -> labels.add(CLUSTER, name)).orElse(labels);
  }
}
