package dev.etcdstorage.exporter.keyspace;

import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.config.KeyspaceSettings;
import dev.etcdstorage.exporter.etcd.EtcdConnector;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** The keyspace work of all clusters, on two threads that they share. */
public final class Keyspaces implements AutoCloseable {
  /** One may be busy with a storm of events while the other serves the rest. */
  private static final int THREADS = 2;

  private final EtcdConnector connector;
  private final Function<ClusterConfig, List<Endpoint>> endpoints;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final CompletableFuture<Void> way;
  private final ScheduledExecutorService threads = threads();

  /** By the cluster's name: names differ, and a lone cluster may have none. */
  private volatile Map<Optional<String>, ClusterKeyspace> keyspaces = Map.of();

  /**
   * @param endpoints of the members of a cluster that may be watched and scanned, as of now; read
   *     often, so it must not block
   * @param way done when the work may begin: nothing of it is for the first scrape, which it would
   *     be in the way of
   */
  public Keyspaces(
      EtcdConnector connector,
      Function<ClusterConfig, List<Endpoint>> endpoints,
      InstantSource clock,
      RandomGenerator random,
      CompletableFuture<Void> way) {
    this.connector = connector;
    this.endpoints = endpoints;
    this.clock = clock;
    this.random = random;
    this.way = way;
  }

  private static ScheduledExecutorService threads() {
    var pool = new ScheduledThreadPoolExecutor(THREADS, Keyspaces::thread);
    // What waits for its time would otherwise keep a cluster that has left from being collected.
    pool.setRemoveOnCancelPolicy(true);
    return pool;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "keyspace");
    thread.setDaemon(true);
    return thread;
  }

  /** A new configuration, ready to be swapped in; closing it without that changes nothing. */
  public final class Change implements AutoCloseable {
    private final Map<Optional<String>, ClusterKeyspace> next;
    private List<ClusterKeyspace> opened;

    private Change(Map<Optional<String>, ClusterKeyspace> next, List<ClusterKeyspace> opened) {
      this.next = next;
      this.opened = opened;
    }

    /** Swaps it in. What stays the same goes on counting. */
    public void commit() {
      Map<Optional<String>, ClusterKeyspace> old = keyspaces;
      keyspaces = Map.copyOf(next);
      List<ClusterKeyspace> starting = opened;
      var unused = way.thenRun(() -> starting.forEach(ClusterKeyspace::start));
      opened = List.of();
      old.forEach(
          (name, keyspace) -> {
            if (next.get(name) != keyspace) {
              keyspace.close();
            }
          });
    }

    @Override
    public void close() {
      opened.forEach(ClusterKeyspace::close);
    }
  }

  /**
   * Opens what a new configuration needs. One change at a time.
   *
   * @throws dev.etcdstorage.exporter.config.ConfigException when a file of a cluster cannot be used
   */
  public Change prepare(List<ClusterConfig> configs, KeyspaceSettings settings) {
    Map<Optional<String>, ClusterKeyspace> old = keyspaces;
    List<ClusterKeyspace> opened = new ArrayList<>();
    Map<Optional<String>, ClusterKeyspace> next = new HashMap<>();
    try {
      for (ClusterConfig config : settings.on() ? configs : List.<ClusterConfig>of()) {
        ClusterKeyspace kept = old.get(config.name());
        if (kept == null || !kept.is(config, settings)) {
          kept =
              new ClusterKeyspace(
                  config,
                  settings,
                  connector.cluster(config),
                  () -> endpoints.apply(config),
                  threads,
                  clock,
                  random);
          opened.add(kept);
        }
        next.put(config.name(), kept);
      }
    } catch (RuntimeException e) {
      opened.forEach(ClusterKeyspace::close);
      throw e;
    }
    return new Change(next, opened);
  }

  /** What is known of this cluster's keys; empty where nobody looks at them. Costs etcd nothing. */
  public Optional<KeyspaceSample> sample(Optional<String> cluster) {
    return Optional.ofNullable(keyspaces.get(cluster)).map(ClusterKeyspace::sample);
  }

  @Override
  public void close() {
    keyspaces.values().forEach(ClusterKeyspace::close);
    keyspaces = Map.of();
    threads.shutdownNow();
  }
}
