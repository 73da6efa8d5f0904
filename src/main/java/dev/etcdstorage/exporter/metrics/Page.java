package dev.etcdstorage.exporter.metrics;

import dev.etcdstorage.exporter.metrics.LabelSets.Known;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ObjDoubleConsumer;
import java.util.function.Supplier;

/** The series of one scrape, gathered family by family and built anew each time. */
final class Page {
  /**
   * A family's series so far. Points are made without the library's builders: with a thousand
   * members these were a quarter of the allocations in a flight recording.
   */
  private record Column(
      LabelSets labelSets, ObjDoubleConsumer<Labels> add, Supplier<MetricSnapshot> build) {}

  private static final long CREATED_UNKNOWN = 0;

  private final Map<Family, Column> columns = new EnumMap<>(Family.class);
  private final Map<Family, List<Known>> before;
  private Optional<String> cluster = Optional.empty();

  /**
   * @param before what the page before this one kept
   */
  Page(Map<Family, List<Known>> before) {
    this.before = before;
  }

  /** All series from now on are of this cluster, by its name in the configuration. */
  void startCluster(Optional<String> name) {
    cluster = name;
  }

  /** Adds a series; the label values come in the order of the catalogue. */
  void add(Family family, double value, String... labelValues) {
    Column column = columns.computeIfAbsent(family, this::column);
    column.add.accept(column.labelSets.of(cluster, labelValues), value);
  }

  MetricSnapshots snapshots() {
    return new MetricSnapshots(
        columns.values().stream().map(column -> column.build.get()).toList());
  }

  /** The label sets for the next page, once this one is done; never changed again. */
  Map<Family, List<Known>> kept() {
    Map<Family, List<Known>> labelSets = new EnumMap<>(Family.class);
    columns.forEach((family, column) -> labelSets.put(family, column.labelSets.kept()));
    return labelSets;
  }

  private Column column(Family family) {
    LabelSets sets = new LabelSets(family, before.getOrDefault(family, List.of()));
    String name = family.exposedName();
    return switch (family.kind()) {
      case GAUGE -> {
        var gauge = GaugeSnapshot.builder().name(name).help(family.help());
        yield new Column(
            sets,
            (labels, value) -> gauge.dataPoint(new GaugeDataPointSnapshot(value, labels, null)),
            gauge::build);
      }
      case COUNTER -> {
        var counter = CounterSnapshot.builder().name(without(name, "_total")).help(family.help());
        yield new Column(
            sets,
            (labels, value) ->
                counter.dataPoint(
                    new CounterDataPointSnapshot(value, labels, null, CREATED_UNKNOWN)),
            counter::build);
      }
      case INFO -> {
        var info = InfoSnapshot.builder().name(without(name, "_info")).help(family.help());
        yield new Column(
            sets,
            (labels, value) -> info.dataPoint(new InfoDataPointSnapshot(labels)),
            info::build);
      }
    };
  }

  /** The library adds the suffix itself. */
  private static String without(String name, String suffix) {
    return name.substring(0, name.length() - suffix.length());
  }
}
