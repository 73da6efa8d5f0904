package dev.etcdstorage.exporter.config;

import dev.etcdstorage.exporter.files.MatchingFiles;
import dev.etcdstorage.exporter.storage.Thresholds;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * All settings of the daemon.
 *
 * @param clusters all in the configuration, whichever shard they belong to
 * @param clusterFiles the files of some of them, as they were when they were read
 * @param shard empty if this exporter watches all of them
 */
public record ExporterConfig(
    List<ClusterConfig> clusters,
    List<MatchingFiles> clusterFiles,
    WebSettings web,
    ScrapeSettings scrape,
    KeyspaceSettings keyspace,
    Thresholds thresholds,
    MaintenanceSettings maintenance,
    Optional<Shard> shard) {
  public ExporterConfig {
    clusters = List.copyOf(clusters);
    clusterFiles = List.copyOf(clusterFiles);
    if (clusters.isEmpty() && !clusterFiles.isEmpty()) {
      throw new SettingException(
          "clusterFiles",
          "needs at least one cluster, and no file matches " + clusterFiles.get(0).pattern());
    }
    if (clusters.isEmpty()) {
      throw new SettingException(
          "clusters", "needs at least one cluster, such as - endpoints: [https://127.0.0.1:2379]");
    }
    if (clusters.size() > 1 && maintenance.dataDir().isPresent()) {
      throw new SettingException(
          "clusters",
          "maintenance.dataDir is one member's directory; with several clusters leave it out");
    }
    if (shard.isPresent() && clusters.stream().anyMatch(cluster -> cluster.name().isEmpty())) {
      throw new SettingException(
          "shard",
          "exporters share clusters by their names: give a configuration file with several clusters"
              + " that have one, or leave this out");
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

  public ExporterConfig withClusters(List<ClusterConfig> others) {
    return new ExporterConfig(
        others, clusterFiles, web, scrape, keyspace, thresholds, maintenance, shard);
  }

  public ExporterConfig withShard(Shard other) {
    return new ExporterConfig(
        clusters, clusterFiles, web, scrape, keyspace, thresholds, maintenance, Optional.of(other));
  }

  /** The clusters that this exporter watches; none if its shard has none. */
  public List<ClusterConfig> watched() {
    return shard.map(own -> clusters.stream().filter(own::has).toList()).orElse(clusters);
  }
}
