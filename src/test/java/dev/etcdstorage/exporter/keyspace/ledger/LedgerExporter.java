package dev.etcdstorage.exporter.keyspace.ledger;

import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.config.KeyspaceSettings;
import dev.etcdstorage.exporter.config.When;
import dev.etcdstorage.exporter.etcd.EtcdConnector;
import dev.etcdstorage.exporter.etcd.OpenCluster;
import dev.etcdstorage.exporter.keyspace.KeyspaceSample;
import dev.etcdstorage.exporter.keyspace.Keyspaces;
import dev.etcdstorage.exporter.observe.Observed;
import dev.etcdstorage.exporter.sample.Clusters;
import dev.etcdstorage.exporter.storage.Thresholds;
import dev.etcdstorage.exporter.testkit.data.PlainCluster;
import dev.etcdstorage.exporter.testkit.util.Poll;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/** Of an exporter what says which parts files have. When it is closed all that it knew is gone. */
final class LedgerExporter implements AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(3);
  private static final long MIB = 1 << 20;

  /** A MiB is worth it, so that these small files are judged as large ones are. */
  private static final Thresholds SHARP =
      new Thresholds(0.5, 0.8, MIB, 0.1, 1.5, Thresholds.DEFAULT.quotaCeilingBytes());

  private final EtcdConnector connector = new EtcdConnector();
  private final Clusters clusters = new Clusters(InstantSource.system());
  private final Keyspaces keyspaces =
      new Keyspaces(
          ClusterConfig::endpoints,
          InstantSource.system(),
          RandomGenerator.getDefault(),
          CompletableFuture.completedFuture(null));

  /**
   * Begins to watch and to scan.
   *
   * @param endpoints of each cluster, by its name
   * @param scans how often
   * @param maxResume revisions that a watch catches up with
   */
  void follow(Map<String, List<String>> endpoints, Duration scans, int maxResume) {
    List<OpenCluster> open =
        endpoints.entrySet().stream()
            .map(each -> PlainCluster.named(Optional.of(each.getKey()), each.getValue()))
            .map(connector::cluster)
            .toList();
    clusters.prepare(open).commit();
    keyspaces.prepare(open, settings(scans, maxResume)).commit();
  }

  private static KeyspaceSettings settings(Duration scans, int maxResume) {
    return new KeyspaceSettings(
        true,
        When.ALWAYS,
        When.ALWAYS,
        new KeyspaceSettings.ScanSettings(scans, true, 8 << 20, 10_000),
        maxResume,
        false,
        KeyspaceSettings.DEFAULT.prefixes());
  }

  /** What lives, once there was a scan. */
  Optional<LiveNow> live(String cluster) {
    return keyspaces.sample(Optional.of(cluster)).flatMap(KeyspaceSample::live);
  }

  /** Waits for a scan with which the watch goes on, so that what lives is as of now. */
  void awaitCertainty(String cluster) {
    Poll.until(
        "a scan of " + cluster + " that the watch goes on with",
        SOON,
        () -> live(cluster).filter(live -> live.watched() && live.exact()).isPresent());
  }

  /** Waits until the watch has counted all up to this revision, or left it out. */
  void awaitRevision(String cluster, long revision) {
    Poll.until(
        () -> cluster + " is followed to revision " + revision + ": " + live(cluster),
        SOON,
        () ->
            keyspaces
                .sample(Optional.of(cluster))
                .flatMap(KeyspaceSample::watch)
                .filter(watch -> watch.next() > revision)
                .isPresent());
  }

  /** As a scrape sees it. */
  Observed observed(String cluster) {
    return new Observed(
        clusters.sample(ANSWER_WITHIN, Optional.of(cluster)::equals).get(0),
        keyspaces.sample(Optional.of(cluster)),
        Optional.empty(),
        SHARP);
  }

  /** The same, once there is a scan that is fresh. */
  Observed observedAfterScan(String cluster) {
    return Poll.answer(
        () -> cluster + " has a fresh scan",
        SOON,
        () -> Optional.of(observed(cluster)).filter(observed -> observed.live().isPresent()));
  }

  @Override
  public void close() {
    keyspaces.close();
    clusters.close();
    connector.close();
  }
}
