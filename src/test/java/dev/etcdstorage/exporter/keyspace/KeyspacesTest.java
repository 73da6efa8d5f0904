package dev.etcdstorage.exporter.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.config.KeyspaceSettings;
import dev.etcdstorage.exporter.config.ReloadableParts;
import dev.etcdstorage.exporter.config.When;
import dev.etcdstorage.exporter.etcd.EtcdConnector;
import dev.etcdstorage.exporter.etcd.OpenCluster;
import dev.etcdstorage.exporter.keyspace.watch.WatchSample;
import dev.etcdstorage.exporter.testkit.data.PlainCluster;
import dev.etcdstorage.exporter.testkit.fake.FakeEtcd;
import dev.etcdstorage.exporter.testkit.util.Poll;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeyspacesTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Optional<String> A = Optional.of("a");
  private static final Optional<String> B = Optional.of("b");

  private final FakeEtcd first = FakeEtcd.start();
  private final FakeEtcd second = FakeEtcd.start();
  private final EtcdConnector connector = new EtcdConnector();
  private final ReloadableParts<ClusterConfig, OpenCluster> open =
      new ReloadableParts<>(connector::cluster);
  private final CompletableFuture<Void> way = new CompletableFuture<>();
  private final Keyspaces keyspaces =
      new Keyspaces(
          ClusterConfig::endpoints, InstantSource.system(), RandomGenerator.getDefault(), way);

  @AfterEach
  void end() {
    keyspaces.close();
    connector.close();
    first.close();
    second.close();
  }

  @Test
  void nothingOfItBeginsBeforeTheWayIsFree() {
    // Given
    configure(KeyspaceSettings.DEFAULT, cluster(A, first));
    assertThat(watch(A).part().working()).isFalse();
    assertThat(first.calls()).isZero();

    // When
    way.complete(null);

    // Then
    awaitWatch(A);
  }

  @Test
  void clusterThatLeavesBeforeTheWayIsFreeIsNeverWatched() {
    // Given
    configure(KeyspaceSettings.DEFAULT, cluster(A, first));
    configure(KeyspaceSettings.DEFAULT, cluster(B, second));

    // When
    way.complete(null);

    // Then
    awaitWatch(B);
    assertThat(first.calls()).isZero();
  }

  @Test
  void clusterThatLeavesIsWatchedNoMoreAndTheOtherGoesOnCounting() {
    // Given two clusters that are watched
    way.complete(null);
    configure(KeyspaceSettings.DEFAULT, cluster(A, first), cluster(B, second));
    awaitWatch(A);
    awaitWatch(B);
    first.keys().put("/registry/pods/x/y", 1);
    Poll.until("one is counted", SOON, () -> watch(A).seen() == 1);

    // When one of them leaves
    configure(KeyspaceSettings.DEFAULT, cluster(A, first));

    // Then its watch is closed, and the other's account is the same
    Poll.until("no watch is left", SOON, () -> second.openWatches() == 0);
    assertThat(keyspaces.sample(B)).isEmpty();
    assertThat(watch(A).seen()).isEqualTo(1);
    assertThat(first.openWatches()).isEqualTo(1);
  }

  @Test
  void changeThatIsNotCommittedChangesNothing() {
    way.complete(null);
    configure(KeyspaceSettings.DEFAULT, cluster(A, first));
    awaitWatch(A);

    keyspaces
        .prepare(List.of(connector.cluster(cluster(B, second))), KeyspaceSettings.DEFAULT)
        .close();

    assertThat(keyspaces.sample(B)).isEmpty();
    assertThat(watch(A).part().working()).isTrue();
    assertThat(second.calls()).isZero();
  }

  @Test
  void oneSwitchTurnsAllOff() {
    way.complete(null);
    KeyspaceSettings usual = KeyspaceSettings.DEFAULT;
    KeyspaceSettings off =
        new KeyspaceSettings(
            false,
            usual.watch(),
            usual.scan(),
            usual.scanning(),
            usual.maxResume(),
            usual.hideKeys(),
            usual.prefixes());

    configure(off, cluster(A, first));

    assertThat(keyspaces.sample(A)).isEmpty();
    assertThat(first.calls()).isZero();
  }

  @Test
  void partThatNeverWorksIsAbsent() {
    way.complete(null);
    KeyspaceSettings usual = KeyspaceSettings.DEFAULT;
    KeyspaceSettings scanOnly =
        new KeyspaceSettings(
            true,
            When.NEVER,
            When.ALWAYS,
            usual.scanning(),
            usual.maxResume(),
            usual.hideKeys(),
            usual.prefixes());

    configure(scanOnly, cluster(A, first));

    assertThat(keyspaces.sample(A).orElseThrow().watch()).isEmpty();
    assertThat(keyspaces.sample(A).orElseThrow().scan()).isPresent();
  }

  @Test
  void watchGoesToAnotherMemberOfTheListWhenTheGivenOneIsGone() {
    // Given a list of which one member's endpoint was given, and leader's turn wherever it is
    way.complete(null);
    List<Endpoint> list = List.of(endpoint(second), endpoint(first));
    KeyspaceSettings usual = KeyspaceSettings.DEFAULT;
    try (Keyspaces following =
        new Keyspaces(cluster -> list, InstantSource.system(), RandomGenerator.getDefault(), way)) {
      following
          .prepare(
              List.of(connector.cluster(cluster(A, first).discoveringMembers())),
              usual.watch(When.LEADER))
          .commit();
      Poll.until("the given one is watched", SOON, () -> first.openWatches() == 1);

      // When
      first.close();

      // Then
      Poll.until("the other one is watched", SOON, () -> second.openWatches() == 1);
    }
  }

  private static Endpoint endpoint(FakeEtcd etcd) {
    return Endpoint.parse(etcd.endpoint(), false);
  }

  private void configure(KeyspaceSettings settings, ClusterConfig... clusters) {
    var etcd = open.prepare(List.of(clusters));
    var change = keyspaces.prepare(etcd.parts(), settings);
    etcd.commit();
    change.commit();
  }

  private static ClusterConfig cluster(Optional<String> name, FakeEtcd etcd) {
    return PlainCluster.named(name, List.of(etcd.endpoint()));
  }

  private WatchSample watch(Optional<String> cluster) {
    return keyspaces.sample(cluster).orElseThrow().watch().orElseThrow();
  }

  private void awaitWatch(Optional<String> cluster) {
    Poll.until("the watch is established", SOON, () -> watch(cluster).part().working());
  }
}
