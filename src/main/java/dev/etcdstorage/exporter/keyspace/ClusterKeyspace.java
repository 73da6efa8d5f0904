package dev.etcdstorage.exporter.keyspace;

import dev.etcdstorage.exporter.config.ClusterConfig;
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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
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
      ScheduledExecutorService threads,
      InstantSource clock,
      RandomGenerator random) {
    this.config = config;
    this.settings = settings;
    When scans = scans(config, settings);
    this.members = new OwnMembers(etcd, config.endpoints());
    Prefixes prefixes = new Prefixes(settings.prefixes(), settings.hideKeys());
    turns = new SerialExecutor(threads);
    watch =
        settings.watch() == When.NEVER
            ? Optional.empty()
            : Optional.of(
                new KeyspaceWatch(
                    members, settings, prefixes, turns, clock, random, config.name()));
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
   * An exporter that watches all members of the list is the cluster's only one: no other would scan
   * while none of its own endpoints leads.
   */
  private static When scans(ClusterConfig config, KeyspaceSettings settings) {
    return settings.scan() == When.LEADER && config.discoverMembers()
        ? When.ALWAYS
        : settings.scan();
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
