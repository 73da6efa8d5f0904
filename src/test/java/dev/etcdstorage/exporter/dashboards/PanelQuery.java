package dev.etcdstorage.exporter.dashboards;

import dev.etcdstorage.exporter.metrics.Family;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A query of a panel.
 *
 * @param expression with Grafana's variables, or with values in their places
 * @param instant whether the panel asks for one moment, or for a range of time
 */
public record PanelQuery(
    String dashboard, String panel, String refId, String expression, boolean instant) {
  private static final Pattern METRIC =
      Pattern.compile(
          "\\b(up\\b|(?:etcd_storage|jvm|process|scrape)_\\w+|[a-zA-Z_:][\\w:]*(?=\\{))");

  /**
   * Whether it asks for what only an exporter with maintenance or one of several shards shows; that
   * a member defragments shows every one.
   */
  public boolean needsASetting() {
    return metrics().stream()
        .map(MetricUse::name)
        .anyMatch(
            name ->
                name.equals(Family.SHARDS.exposedName())
                    || (name.startsWith("etcd_storage_maintenance_")
                        && !name.equals(Family.MAINTENANCE_RUNNING.exposedName())));
  }

  /** The same panel's, with this in the place of its expression. */
  PanelQuery asking(String other) {
    return new PanelQuery(dashboard, panel, refId, other, instant);
  }

  List<MetricUse> metrics() {
    return METRIC
        .matcher(expression)
        .results()
        .map(found -> new MetricUse(this, found.group(), found.start()))
        .toList();
  }

  @Override
  public String toString() {
    return dashboard + ": " + panel + " " + refId;
  }
}
