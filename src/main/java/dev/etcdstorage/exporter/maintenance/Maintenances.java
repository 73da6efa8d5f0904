package dev.etcdstorage.exporter.maintenance;

import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.config.ExporterConfig;
import dev.etcdstorage.exporter.etcd.EtcdConnector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The maintenance of all clusters; none where it is not enabled. */
public final class Maintenances implements AutoCloseable {
  private final EtcdConnector connector;

  /** By the cluster's name: names differ, and a lone cluster may have none. */
  private volatile Map<Optional<String>, ClusterMaintenance> clusters = Map.of();

  public Maintenances(EtcdConnector connector) {
    this.connector = connector;
  }

  /** A new configuration, ready to be swapped in; closing it without that changes nothing. */
  public final class Change implements AutoCloseable {
    private final Map<Optional<String>, ClusterMaintenance> next;
    private List<ClusterMaintenance> opened;

    private Change(
        Map<Optional<String>, ClusterMaintenance> next, List<ClusterMaintenance> opened) {
      this.next = next;
      this.opened = opened;
    }

    /** Swaps it in. What stays the same goes on; a run that does not is ended. */
    public void commit() {
      Map<Optional<String>, ClusterMaintenance> old = clusters;
      clusters = Map.copyOf(next);
      old.forEach(
          (name, maintenance) -> {
            if (next.get(name) != maintenance) {
              maintenance.stop();
            }
          });
      opened.forEach(ClusterMaintenance::start);
      opened = List.of();
    }

    @Override
    public void close() {
      opened.forEach(ClusterMaintenance::close);
    }
  }

  /**
   * Opens what a new configuration needs. One change at a time.
   *
   * @throws dev.etcdstorage.exporter.config.ConfigException when a file of a cluster cannot be used
   */
  public Change prepare(ExporterConfig config) {
    Map<Optional<String>, ClusterMaintenance> old = clusters;
    List<ClusterMaintenance> opened = new ArrayList<>();
    Map<Optional<String>, ClusterMaintenance> next = new HashMap<>();
    List<ClusterConfig> maintained = config.maintenance().enabled() ? config.clusters() : List.of();
    try {
      for (ClusterConfig cluster : maintained) {
        ClusterMaintenance kept = old.get(cluster.name());
        if (kept == null || !kept.is(cluster, config.maintenance(), config.thresholds())) {
          kept =
              new ClusterMaintenance(cluster, config.maintenance(), config.thresholds(), connector);
          opened.add(kept);
        }
        next.put(cluster.name(), kept);
      }
    } catch (RuntimeException e) {
      opened.forEach(ClusterMaintenance::close);
      throw e;
    }
    return new Change(next, opened);
  }

  /** What is known of this cluster's maintenance. Asks nobody. */
  public Optional<MaintenanceSample> sample(Optional<String> cluster) {
    return Optional.ofNullable(clusters.get(cluster)).map(ClusterMaintenance::sample);
  }

  @Override
  public void close() {
    clusters.values().forEach(ClusterMaintenance::stop);
    clusters.values().forEach(ClusterMaintenance::close);
    clusters = Map.of();
  }
}
