package dev.etcdstorage.exporter.keyspace;

import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.config.KeyspaceSettings;
import dev.etcdstorage.exporter.config.When;
import dev.etcdstorage.exporter.etcd.EtcdCluster;
import dev.etcdstorage.exporter.keyspace.prefix.Prefixes;
import dev.etcdstorage.exporter.keyspace.scan.Scanner;
import dev.etcdstorage.exporter.keyspace.watch.KeyspaceWatch;
import dev.etcdstorage.exporter.keyspace.work.OwnMembers;
import dev.etcdstorage.exporter.keyspace.work.SerialExecutor;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Watch and scan of one cluster. They have channels of their own: megabytes of keys on the channel
 * that scrapes use would make a Status wait behind them.
 */
final class ClusterKeyspace implements AutoCloseable {
  private static final Duration END_WITHIN = Duration.ofSeconds(2);

  private final ClusterConfig config;
  private final KeyspaceSettings settings;
  private final OwnMembers members;
  private final SerialExecutor turns;
  private final Optional<KeyspaceWatch> watch;
  private final Optional<Scanner> scanner;

  ClusterKeyspace(
      ClusterConfig config,
      KeyspaceSettings settings,
      EtcdCluster etcd,
      Supplier<List<Endpoint>> endpoints,
      ScheduledExecutorService threads,
      InstantSource clock,
      RandomGenerator random) {
    this.config = config;
    this.settings = settings;
    When watches = turn(settings.watch(), config);
    When scans = turn(settings.scan(), config);
    this.members = OwnMembers.following(etcd, () -> givenFirst(config, endpoints.get()));
    Prefixes prefixes = new Prefixes(settings.prefixes(), settings.hideKeys());
    turns = new SerialExecutor(threads);
    watch =
        watches == When.NEVER
            ? Optional.empty()
            : Optional.of(
                new KeyspaceWatch(
                    members,
                    settings.watch(watches),
                    prefixes,
                    turns,
                    clock,
                    random,
                    config.name()));
    scanner =
        scans == When.NEVER
            ? Optional.empty()
            : Optional.of(
                new Scanner(
                    members,
                    settings.scan(scans),
                    prefixes,
                    () -> watch.map(KeyspaceWatch::busiest).orElse(List.of()),
                    turns,
                    clock,
                    random,
                    config.name()));
  }

  /**
   * An exporter that watches all members of the list is the cluster's only one: no other would work
   * while none of the given endpoints leads. And it may use every member, so that a change of the
   * leader is no reason to go elsewhere.
   */
  private static When turn(When when, ClusterConfig config) {
    return when == When.LEADER && config.discoverMembers() ? When.ALWAYS : when;
  }

  /** Those that the user gave are likely to be the nearest. */
  private static List<Endpoint> givenFirst(ClusterConfig config, List<Endpoint> endpoints) {
    List<Endpoint> order = new ArrayList<>(config.endpoints());
    order.retainAll(endpoints);
    endpoints.stream().filter(endpoint -> !order.contains(endpoint)).forEach(order::add);
    return order.isEmpty() ? config.endpoints() : order;
  }

  boolean is(ClusterConfig otherConfig, KeyspaceSettings otherSettings) {
    return config.equals(otherConfig) && settings.equals(otherSettings);
  }

  /** Harmless after the end, which a reload may bring before the work could begin. */
  void start() {
    watch.ifPresent(KeyspaceWatch::start);
    scanner.ifPresent(Scanner::start);
  }

  KeyspaceSample sample() {
    return new KeyspaceSample(
        config.name(), watch.map(KeyspaceWatch::sample), scanner.map(Scanner::sample));
  }

  @Override
  public void close() {
    watch.ifPresent(KeyspaceWatch::close);
    scanner.ifPresent(Scanner::close);
    turns.await(END_WITHIN);
    members.close();
  }
}
