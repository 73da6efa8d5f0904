package dev.etcdstorage.exporter.cli;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.config.ExporterConfig;
import dev.etcdstorage.exporter.config.ReloadableParts;
import dev.etcdstorage.exporter.config.ShardShare;
import dev.etcdstorage.exporter.etcd.EtcdConnector;
import dev.etcdstorage.exporter.etcd.OpenCluster;
import dev.etcdstorage.exporter.files.FileFault;
import dev.etcdstorage.exporter.keyspace.Keyspaces;
import dev.etcdstorage.exporter.maintenance.Maintenances;
import dev.etcdstorage.exporter.observe.Observed;
import dev.etcdstorage.exporter.sample.Clusters;
import dev.etcdstorage.exporter.sample.MinuteLooks;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** The clusters of the configuration and everything that works on them; reloaded as a whole. */
final class WatchedClusters implements AutoCloseable {
  private final EtcdConnector connector = new EtcdConnector();
  private final ReloadableParts<ClusterConfig, OpenCluster> open =
      new ReloadableParts<>(connector::cluster);
  private final Clusters clusters = new Clusters(InstantSource.system());

  /**
   * Completes when all members were looked at once, with or without success, or after some time.
   */
  private final CompletableFuture<Void> firstLook =
      new CompletableFuture<Void>().completeOnTimeout(null, 1, TimeUnit.SECONDS);

  private final Keyspaces keyspaces =
      new Keyspaces(
          clusters::endpoints, InstantSource.system(), RandomGenerator.getDefault(), firstLook);
  private final Maintenances maintenances = new Maintenances();
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(
          1, new ThreadFactoryBuilder().setNameFormat("minute-looks").setDaemon(true).build());
  private volatile ExporterConfig config;

  /**
   * @throws dev.etcdstorage.exporter.config.ConfigException when a file of a cluster cannot be used
   */
  WatchedClusters(ExporterConfig config) {
    this.config = config;
    try {
      configure(config);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
    MinuteLooks.start(clusters, () -> this.config.scrape().timeout(), timer);
    timer.execute(() -> firstLook.complete(null)); // it has one thread
  }

  ExporterConfig config() {
    return config;
  }

  /** All of it, or nothing. */
  void configure(ExporterConfig next) {
    try (var etcd = open.prepare(next.watched());
        var sampling = clusters.prepare(etcd.parts());
        var keys = keyspaces.prepare(etcd.parts(), next.keyspace());
        var maintenance =
            maintenances.prepare(etcd.parts(), next.maintenance(), next.thresholds())) {
      etcd.commit();
      sampling.commit();
      keys.commit();
      maintenance.commit();
    }
    config = next;
  }

  List<String> names() {
    return open.parts().stream().flatMap(cluster -> cluster.config().name().stream()).toList();
  }

  /** Which part of the configuration's clusters these are; empty if all. */
  Optional<ShardShare> share() {
    ExporterConfig now = config;
    return now.shard()
        .map(shard -> new ShardShare(shard, open.parts().size(), now.clusters().size()));
  }

  /**
   * Samples clusters, and adds what else is known of them.
   *
   * @param wanted by the cluster's name in the configuration
   */
  List<Observed> observe(Duration budget, Predicate<Optional<String>> wanted) {
    return clusters.sample(budget, wanted).stream()
        .map(
            sample ->
                new Observed(
                    sample,
                    keyspaces.sample(sample.cluster()),
                    maintenances.sample(sample.cluster()),
                    config.thresholds()))
        .toList();
  }

  void refreshFiles() {
    open.parts().forEach(OpenCluster::refreshFiles);
  }

  Stream<FileFault> unusableFiles() {
    return open.parts().stream().flatMap(OpenCluster::unusableFiles);
  }

  @Override
  public void close() {
    timer.shutdownNow();
    maintenances.close();
    keyspaces.close();
    clusters.close();
    connector.close();
  }
}
