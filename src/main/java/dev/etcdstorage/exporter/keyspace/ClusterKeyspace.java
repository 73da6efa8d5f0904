package dev.etcdstorage.exporter.keyspace;

import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.config.KeyspaceSettings;
import dev.etcdstorage.exporter.config.ReloadableParts;
import dev.etcdstorage.exporter.config.When;
import dev.etcdstorage.exporter.etcd.EtcdCluster;
import dev.etcdstorage.exporter.keyspace.ledger.LiveLedger;
import dev.etcdstorage.exporter.keyspace.prefix.Prefixes;
import dev.etcdstorage.exporter.keyspace.scan.ScanListener;
import dev.etcdstorage.exporter.keyspace.scan.ScanSample;
import dev.etcdstorage.exporter.keyspace.scan.Scanner;
import dev.etcdstorage.exporter.keyspace.watch.KeyspaceWatch;
import dev.etcdstorage.exporter.keyspace.watch.WriteListener;
import dev.etcdstorage.exporter.keyspace.work.SerialExecutor;
import dev.etcdstorage.exporter.keyspace.work.UsableMembers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Watch and scan of one cluster, and the ledger of both. They have channels of their own: on the
 * channel of the scrapes a Status would wait behind megabytes of keys.
 */
final class ClusterKeyspace implements ReloadableParts.Part {
  private static final Duration END_WITHIN = Duration.ofSeconds(2);

  private final ClusterConfig config;
  private final CompletableFuture<Void> afterFirstScrape;
  private final UsableMembers members;
  private final SerialExecutor turns;
  private final LiveLedger ledger;
  private final Optional<KeyspaceWatch> watch;
  private final Optional<Scanner> scanner;

  ClusterKeyspace(
      ClusterConfig config,
      KeyspaceSettings settings,
      EtcdCluster etcd,
      Supplier<List<Endpoint>> endpoints,
      ScheduledExecutorService threads,
      InstantSource clock,
      RandomGenerator random,
      CompletableFuture<Void> afterFirstScrape) {
    this.config = config;
    this.afterFirstScrape = afterFirstScrape;
    When watches = turn(settings.watch(), config);
    When scans = turn(settings.scan(), config);
    this.members = UsableMembers.following(etcd, () -> givenFirst(config, endpoints.get()));
    Prefixes prefixes = new Prefixes(settings.prefixes(), settings.hideKeys());
    ledger = new LiveLedger(prefixes.most());
    turns = new SerialExecutor(threads);
    watch =
        watches == When.NEVER
            ? Optional.empty()
            : Optional.of(
                new KeyspaceWatch(
                    members,
                    settings.watch(watches),
                    prefixes,
                    scans == When.NEVER ? WriteListener.NONE : ledger,
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
                    watches == When.NEVER ? ScanListener.NONE : ledger,
                    turns,
                    clock,
                    random,
                    config.name()));
  }

  /**
   * An exporter that watches all members of the list is the cluster's only one: no other would work
   * while none of the given endpoints leads. It may also use every member, so a new leader is no
   * reason to change.
   */
  private static When turn(When when, ClusterConfig config) {
    return when == When.LEADER && config.discoverMembers() ? When.ALWAYS : when;
  }

  /** Those that the user configured are likely to be the nearest. */
  private static List<Endpoint> givenFirst(ClusterConfig config, List<Endpoint> endpoints) {
    List<Endpoint> order = new ArrayList<>(config.endpoints());
    order.retainAll(endpoints);
    endpoints.stream().filter(endpoint -> !order.contains(endpoint)).forEach(order::add);
    return order.isEmpty() ? config.endpoints() : order;
  }

  /** By its name in the configuration. */
  @Override
  public Optional<String> cluster() {
    return config.name();
  }

  /** Harmless after the end, which a reload may bring before the first scrape. */
  @Override
  public void start() {
    var unused =
        afterFirstScrape.thenRun(
            () -> {
              watch.ifPresent(KeyspaceWatch::start);
              scanner.ifPresent(Scanner::start);
            });
  }

  KeyspaceSample sample() {
    Optional<ScanSample> scan = scanner.map(Scanner::sample);
    return new KeyspaceSample(
        config.name(),
        watch.map(KeyspaceWatch::sample),
        scan,
        scan.flatMap(ScanSample::believed).map(ledger::live));
  }

  @Override
  public void close() {
    watch.ifPresent(KeyspaceWatch::close);
    scanner.ifPresent(Scanner::close);
    turns.await(END_WITHIN);
    members.close();
  }
}
