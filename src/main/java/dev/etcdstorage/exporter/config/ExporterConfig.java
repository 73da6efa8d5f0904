package dev.etcdstorage.exporter.config;

import dev.etcdstorage.exporter.storage.Thresholds;
import java.util.HashSet;
import java.util.List;

/** Everything that the daemon is told. */
public record ExporterConfig(
    List<ClusterConfig> clusters,
    WebSettings web,
    ScrapeSettings scrape,
    KeyspaceSettings keyspace,
    Thresholds thresholds,
    MaintenanceSettings maintenance) {
  public ExporterConfig {
    clusters = List.copyOf(clusters);
    if (clusters.isEmpty()) {
      throw new SettingException(
          "clusters", "needs at least one cluster, such as - endpoints: [https://127.0.0.1:2379]");
    }
    if (clusters.size() > 1 && maintenance.dataDir().isPresent()) {
      throw new SettingException(
          "clusters",
          "maintenance.dataDir is one member's directory; with several clusters leave it out");
    }
    HashSet<String> names = new HashSet<>();
    for (ClusterConfig cluster : clusters) {
      if (clusters.size() > 1 && cluster.name().isEmpty()) {
        throw new SettingException(
            "clusters", "with several clusters each needs a name, such as name: prod-eu");
      }
      if (cluster.name().isPresent() && !names.add(cluster.name().get())) {
        throw new SettingException(
            "clusters", "two clusters are named " + cluster.name().get() + "; names must differ");
      }
    }
  }

  /** The same for these clusters. */
  public ExporterConfig withClusters(List<ClusterConfig> others) {
    return new ExporterConfig(others, web, scrape, keyspace, thresholds, maintenance);
  }
}
