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

/** The series of one scrape, gathered family by family and built anew each time. */
final class Page {
  /** What a page that is done leaves to the next one; never changed again. */
  static final class Kept {
    static final Kept NOTHING = new Kept(Map.of());

    private final Map<Family, List<Known>> labelSets;

    private Kept(Map<Family, List<Known>> labelSets) {
      this.labelSets = labelSets;
    }
  }

  /** A family's series so far. */
  private record Column(LabelSets labelSets, Points points) {}

  /**
   * The library's builder of a family. Points are made without the builders that the library has
   * for them too: with a thousand members these were a quarter of what a flight recording saw
   * allocated.
   */
  private interface Points {
    void add(Labels labels, double value);

    MetricSnapshot done();
  }

  private record Gauges(GaugeSnapshot.Builder family) implements Points {
    @Override
    public void add(Labels labels, double value) {
      family.dataPoint(new GaugeDataPointSnapshot(value, labels, null));
    }

    @Override
    public MetricSnapshot done() {
      return family.build();
    }
  }

  private record Counters(CounterSnapshot.Builder family) implements Points {
    private static final long CREATED_UNKNOWN = 0;

    @Override
    public void add(Labels labels, double value) {
      family.dataPoint(new CounterDataPointSnapshot(value, labels, null, CREATED_UNKNOWN));
    }

    @Override
    public MetricSnapshot done() {
      return family.build();
    }
  }

  private record Infos(InfoSnapshot.Builder family) implements Points {
    @Override
    public void add(Labels labels, double value) {
      family.dataPoint(new InfoDataPointSnapshot(labels));
    }

    @Override
    public MetricSnapshot done() {
      return family.build();
    }
  }

  private final Map<Family, Column> columns = new EnumMap<>(Family.class);
  private final Kept before;

  Page(Kept before) {
    this.before = before;
  }

  /** Adds a series; the label values come in the order of the catalogue. */
  void add(Family family, Optional<String> cluster, double value, String... labelValues) {
    Column column = columns.computeIfAbsent(family, this::column);
    column.points.add(column.labelSets.of(cluster, labelValues), value);
  }

  MetricSnapshots snapshots() {
    return new MetricSnapshots(
        columns.values().stream().map(column -> column.points.done()).toList());
  }

  /** For the next page, once this one is done. */
  Kept kept() {
    Map<Family, List<Known>> labelSets = new EnumMap<>(Family.class);
    columns.forEach((family, column) -> labelSets.put(family, column.labelSets.kept()));
    return new Kept(labelSets);
  }

  private Column column(Family family) {
    return new Column(
        new LabelSets(family, before.labelSets.getOrDefault(family, List.of())), points(family));
  }

  private static Points points(Family family) {
    String name = family.exposedName();
    return switch (family.kind()) {
      case GAUGE -> new Gauges(GaugeSnapshot.builder().name(name).help(family.help()));
      case COUNTER ->
          new Counters(CounterSnapshot.builder().name(without(name, "_total")).help(family.help()));
      case INFO ->
          new Infos(InfoSnapshot.builder().name(without(name, "_info")).help(family.help()));
    };
  }

  /** The library adds the suffix that the kind demands. */
  private static String without(String name, String suffix) {
    return name.substring(0, name.length() - suffix.length());
  }
}
