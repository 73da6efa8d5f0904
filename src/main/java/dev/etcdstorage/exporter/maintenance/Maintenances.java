package dev.etcdstorage.exporter.maintenance;

import dev.etcdstorage.exporter.config.MaintenanceSettings;
import dev.etcdstorage.exporter.config.ReloadableParts;
import dev.etcdstorage.exporter.etcd.OpenCluster;
import dev.etcdstorage.exporter.storage.Thresholds;
import java.util.List;
import java.util.Optional;

/** The maintenance of all clusters; none where it is not enabled. */
public final class Maintenances implements AutoCloseable {
  /** Everything that one cluster's maintenance depends on. */
  private record Work(OpenCluster etcd, MaintenanceSettings settings, Thresholds thresholds) {}

  private final ReloadableParts<Work, ClusterMaintenance> clusters =
      new ReloadableParts<>(
          work -> new ClusterMaintenance(work.etcd(), work.settings(), work.thresholds()));

  /** The clusters of a new configuration; runs of clusters that do not stay are ended. */
  public ReloadableParts.Change prepare(
      List<OpenCluster> open, MaintenanceSettings settings, Thresholds thresholds) {
    return clusters.prepare(
        settings.enabled()
            ? open.stream().map(cluster -> new Work(cluster, settings, thresholds)).toList()
            : List.of());
  }

  /** What is known of this cluster's maintenance. Does not ask etcd. */
  public Optional<MaintenanceSample> sample(Optional<String> cluster) {
    return clusters.of(cluster).map(ClusterMaintenance::sample);
  }

  /** All at once: each may wait for a member that is at work. */
  @Override
  public void close() {
    clusters.parts().forEach(ClusterMaintenance::stop);
    clusters.close();
  }
}
