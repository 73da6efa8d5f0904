package dev.etcdstorage.exporter.keyspace.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.KeyspaceSettings;
import dev.etcdstorage.exporter.config.KeyspaceSettings.ScanSettings;
import dev.etcdstorage.exporter.config.PrefixSettings;
import dev.etcdstorage.exporter.config.When;
import dev.etcdstorage.exporter.etcd.EtcdConnector;
import dev.etcdstorage.exporter.etcd.OpenCluster;
import dev.etcdstorage.exporter.keyspace.Keyspaces;
import dev.etcdstorage.exporter.sample.Clusters;
import dev.etcdstorage.exporter.sample.Outcome;
import dev.etcdstorage.exporter.testkit.data.MetricsText;
import dev.etcdstorage.exporter.testkit.data.PlainCluster;
import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.EtcdBinary;
import dev.etcdstorage.exporter.testkit.real.RealCluster;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import dev.etcdstorage.exporter.testkit.util.Poll;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code --cluster} with one endpoint given: the watch goes on at another member of the list, and
 * every event is counted once. On 3.5, the oldest line that ends a removed member's streams as the
 * newest does, and on 3.7.
 */
class WatchFailoverIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  /** More may be caught up than is written while a member that hangs is found out. */
  private static final KeyspaceSettings SETTINGS =
      new KeyspaceSettings(
          true,
          When.ALWAYS,
          When.NEVER,
          ScanSettings.DEFAULT,
          100_000,
          false,
          PrefixSettings.DEFAULT);

  static Stream<EtcdBinary> lines() {
    return Stream.of(EtcdBinaries.newest("3.5"), EtcdBinaries.newest("3.7"));
  }

  /** Clusters and keyspaces, wired as the daemon does. */
  private static final class Exporter implements AutoCloseable {
    private final EtcdConnector connector = new EtcdConnector();
    private final Clusters clusters = new Clusters(InstantSource.system());
    private final Keyspaces keyspaces =
        new Keyspaces(
            clusters::endpoints,
            InstantSource.system(),
            new Random(),
            CompletableFuture.completedFuture(null));

    Exporter(String givenUrl) {
      List<OpenCluster> open =
          List.of(connector.cluster(PlainCluster.at(givenUrl).discoveringMembers()));
      clusters.prepare(open).commit();
      keyspaces.prepare(open, SETTINGS).commit();
    }

    WatchSample sample() {
      return keyspaces.sample(Optional.empty()).orElseThrow().watch().orElseThrow();
    }

    /** How far the members are, as a scrape sees it; the list is followed on the way. */
    long scrapedRevision() {
      return clusters.sample(Duration.ofSeconds(2)).get(0).members().stream()
          .flatMap(member -> member.outcome().reached().stream())
          .map(Outcome.Reached::status)
          .mapToLong(status -> status.revision())
          .max()
          .orElse(0);
    }

    @Override
    public void close() {
      keyspaces.close();
      clusters.close();
      connector.close();
    }
  }

  private static boolean isWatched(RealEtcd member) {
    return MetricsText.value(member.metricsPage(), "etcd_debugging_mvcc_watcher_total").orElse(0)
        > 0;
  }

  private static void awaitWatchedAtAnyOf(Exporter exporter, RealEtcd... members) {
    Poll.until(
        () -> "one of " + List.of(members) + " is watched: " + exporter.sample(),
        SOON,
        () ->
            exporter.scrapedRevision() > 0
                && exporter.sample().part().working()
                && Stream.of(members).anyMatch(WatchFailoverIT::isWatched));
  }

  private static void awaitWrites(LoadWriter writer) {
    long before = writer.done();
    Poll.until("more is written", SOON, () -> writer.done() > before + 100);
  }

  /** What was not counted yet is known to be so: the account has no hole, at any moment. */
  private static void assertNothingIsLost(Exporter exporter, long before) {
    WatchSample sample = exporter.sample();
    assertThat(sample.seen() + sample.missed()).isEqualTo(sample.next() - 1 - before);
    assertThat(sample.missed()).isZero();
  }

  @ParameterizedTest
  @MethodSource("lines")
  void countsEveryEventWhenItsMemberHangsDiesOrIsRemoved(EtcdBinary binary) {
    try (RealCluster cluster = RealCluster.start(binary, 3)) {
      RealEtcd given = cluster.followers().get(0);
      RealEtcd other = cluster.followers().get(1);
      RealEtcd writtenTo = cluster.leader();
      try (LoadWriter writer = new LoadWriter(writtenTo.endpoint())) {
        long before = writer.prepare();
        try (Exporter exporter = new Exporter(given.clientUrl())) {
          awaitWatchedAtAnyOf(exporter, given);
          writer.begin();
          awaitWrites(writer);

          // When the given one hangs
          given.pause();
          awaitWatchedAtAnyOf(exporter, other, writtenTo);
          awaitWrites(writer);
          assertNothingIsLost(exporter, before);

          // Then the watch stays where it is when that one is back
          given.resume();
          awaitWrites(writer);
          Poll.until("the given one is watched no more", SOON, () -> !isWatched(given));

          // When the other one dies, whoever is watched
          other.kill9();
          awaitWatchedAtAnyOf(exporter, given, writtenTo);
          awaitWrites(writer);
          other.restart();

          // When the given one is removed
          cluster.removeMember(given);
          awaitWatchedAtAnyOf(exporter, other, writtenTo);
          awaitWrites(writer);
          assertNothingIsLost(exporter, before);

          // Then all is counted, and nothing twice
          writer.stop();
          long passed = writer.revision() - before;
          Poll.until(
              () -> passed + " revisions are accounted for: " + exporter.sample(),
              SOON,
              () -> exporter.sample().seen() + exporter.sample().missed() >= passed);
          WatchSample sample = exporter.sample();
          assertThat(List.of(sample.seen(), sample.missed())).containsExactly(passed, 0L);
          assertThat(sample.next()).isEqualTo(exporter.scrapedRevision() + 1);
          assertThat(RunningWatch.puts(sample)).isEqualTo(writer.puts());
          assertThat(RunningWatch.deletes(sample)).isEqualTo(writer.deletes());
        }
      }
    }
  }
}
