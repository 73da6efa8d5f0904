package dev.etcdstorage.exporter.keyspace;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.config.KeyspaceSettings;
import dev.etcdstorage.exporter.config.ReloadableParts;
import dev.etcdstorage.exporter.etcd.OpenCluster;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** The keyspace work of all clusters, on two threads that they share. */
public final class Keyspaces implements AutoCloseable {
  /** One may be busy with many events while the other serves the rest. */
  private static final int THREADS = 2;

  /** Everything that one cluster's work depends on. */
  private record Work(OpenCluster etcd, KeyspaceSettings settings) {}

  private final ScheduledExecutorService threads = threads();
  private final ReloadableParts<Work, ClusterKeyspace> keyspaces;

  /**
   * @param endpoints present members of a cluster that may be watched and scanned; read often, so
   *     it must not block
   * @param afterFirstScrape completes after the first scrape, which must not compete with this work
   */
  public Keyspaces(
      Function<ClusterConfig, List<Endpoint>> endpoints,
      InstantSource clock,
      RandomGenerator random,
      CompletableFuture<Void> afterFirstScrape) {
    keyspaces =
        new ReloadableParts<>(
            work ->
                new ClusterKeyspace(
                    work.etcd().config(),
                    work.settings(),
                    work.etcd(),
                    () -> endpoints.apply(work.etcd().config()),
                    threads,
                    clock,
                    random,
                    afterFirstScrape));
  }

  private static ScheduledExecutorService threads() {
    var pool =
        new ScheduledThreadPoolExecutor(
            THREADS, new ThreadFactoryBuilder().setNameFormat("keyspace").setDaemon(true).build());
    // Delayed tasks would otherwise keep a removed cluster from being garbage collected.
    pool.setRemoveOnCancelPolicy(true);
    return pool;
  }

  /** The clusters of a new configuration; those that stay the same go on counting. */
  public ReloadableParts.Change prepare(List<OpenCluster> clusters, KeyspaceSettings settings) {
    return keyspaces.prepare(
        settings.on()
            ? clusters.stream().map(cluster -> new Work(cluster, settings)).toList()
            : List.of());
  }

  /**
   * What is known of this cluster's keys; empty where it is neither watched nor scanned. Costs etcd
   * nothing.
   */
  public Optional<KeyspaceSample> sample(Optional<String> cluster) {
    return keyspaces.of(cluster).map(ClusterKeyspace::sample);
  }

  @Override
  public void close() {
    keyspaces.close();
    threads.shutdownNow();
  }
}
