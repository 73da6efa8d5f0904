package dev.etcdstorage.exporter.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The series of one scrape, gathered family by family and built anew each time. */
final class Page {
  private record Point(Labels labels, double value) {}

  private final Map<Family, List<Point>> points = new EnumMap<>(Family.class);
  private final LabelSets labelSets;

  Page(LabelSets labelSets) {
    this.labelSets = labelSets;
  }

  /** Adds a series; the label values come in the order of the catalogue. */
  void add(Family family, Optional<String> cluster, double value, String... labelValues) {
    points
        .computeIfAbsent(family, key -> new ArrayList<>())
        .add(new Point(labelSets.of(family, cluster, labelValues), value));
  }

  MetricSnapshots snapshots() {
    List<MetricSnapshot> snapshots = new ArrayList<>();
    points.forEach((family, series) -> snapshots.add(snapshot(family, series)));
    return new MetricSnapshots(snapshots);
  }

  private static MetricSnapshot snapshot(Family family, List<Point> series) {
    String name = family.exposedName();
    return switch (family.kind()) {
      case GAUGE -> {
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(family.help());
        for (Point point : series) {
          gauge.dataPoint(
              GaugeDataPointSnapshot.builder().labels(point.labels).value(point.value).build());
        }
        yield gauge.build();
      }
      case COUNTER -> {
        CounterSnapshot.Builder counter =
            CounterSnapshot.builder().name(without(name, "_total")).help(family.help());
        for (Point point : series) {
          counter.dataPoint(
              CounterDataPointSnapshot.builder().labels(point.labels).value(point.value).build());
        }
        yield counter.build();
      }
      case INFO -> {
        InfoSnapshot.Builder info =
            InfoSnapshot.builder().name(without(name, "_info")).help(family.help());
        for (Point point : series) {
          info.dataPoint(InfoDataPointSnapshot.builder().labels(point.labels).build());
        }
        yield info.build();
      }
    };
  }

  /** The library adds the suffix that the kind demands. */
  private static String without(String name, String suffix) {
    return name.substring(0, name.length() - suffix.length());
  }
}
