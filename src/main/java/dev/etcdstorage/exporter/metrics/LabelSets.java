package dev.etcdstorage.exporter.metrics;

import io.prometheus.metrics.model.snapshots.Labels;
import java.util.HashMap;
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

  private final Map<Key, Labels> before;
  private final Map<Key, Labels> now = new HashMap<>();

  private LabelSets(Map<Key, Labels> before) {
    this.before = before;
  }

  /** Of the first page. */
  static LabelSets first() {
    return new LabelSets(Map.of());
  }

  /** Of the next page, once this one is done. */
  LabelSets next() {
    return new LabelSets(now);
  }

  /** The values come in the order of the catalogue. */
  Labels of(Family family, Optional<String> cluster, String... values) {
    Key key = new Key(family.labels(), cluster, List.of(values));
    return now.computeIfAbsent(
        key,
        wanted -> {
          Labels known = before.get(wanted);
          return known == null ? make(wanted) : known;
        });
  }

  private static Labels make(Key key) {
    Labels labels = Labels.of(key.names.toArray(String[]::new), key.values.toArray(String[]::new));
    return key.cluster.map(name -> labels.add(CLUSTER, name)).orElse(labels);
  }
}
