package dev.etcdstorage.exporter.sample;

import static dev.etcdstorage.exporter.sample.SamplerFixture.only;
import static dev.etcdstorage.exporter.sample.SamplerFixture.reached;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.config.ConfigException;
import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.config.ReloadableParts;
import dev.etcdstorage.exporter.config.TlsSettings;
import dev.etcdstorage.exporter.etcd.EtcdConnector;
import dev.etcdstorage.exporter.etcd.OpenCluster;
import dev.etcdstorage.exporter.etcd.Reason;
import dev.etcdstorage.exporter.testkit.fake.FakeEtcd;
import dev.etcdstorage.exporter.testkit.fake.FakeMember;
import dev.etcdstorage.exporter.testkit.fake.FakeMode;
import io.etcd.jetcd.api.MaintenanceGrpc;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole way from a scrape to fake members on loopback and back. */
class ClustersTest {
  private static final Duration AMPLE = Duration.ofSeconds(10);

  private final FakeMember one = FakeMember.start(2_147_483_648L);
  private final FakeMember two = FakeMember.start(2_147_483_648L);
  private final EtcdConnector connector = new EtcdConnector();
  private final Clusters clusters = new Clusters(InstantSource.system());
  private final ReloadableParts<ClusterConfig, OpenCluster> open =
      new ReloadableParts<>(connector::cluster);

  private final ExecutorService threads = Executors.newFixedThreadPool(5);

  @BeforeEach
  void areDifferentMembers() {
    two.etcd().state().memberId(0xa2);
  }

  @AfterEach
  void close() {
    threads.shutdownNow();
    clusters.close();
    connector.close();
    one.close();
    two.close();
  }

  private static ClusterConfig cluster(String name, String... urls) {
    return cluster(name, TlsSettings.NONE, urls);
  }

  private static ClusterConfig cluster(String name, TlsSettings tls, String... urls) {
    return new ClusterConfig(
        Optional.of(name),
        Stream.of(urls).map(url -> Endpoint.parse(url, false)).toList(),
        false,
        tls,
        Optional.empty(),
        Optional.empty(),
        OptionalLong.empty());
  }

  private void configure(List<ClusterConfig> configs) {
    try (var etcd = open.prepare(configs);
        var change = clusters.prepare(etcd.parts())) {
      etcd.commit();
      change.commit();
    }
  }

  private static int statusCalls(FakeMember member) {
    return member.etcd().calls(MaintenanceGrpc.getStatusMethod());
  }

  @Test
  void everyMemberOfEveryClusterIsSampled() {
    two.etcd().state().clusterId(0xc2).size(5000, 1000);
    configure(List.of(cluster("a", one.clientUrl()), cluster("b", two.clientUrl())));

    List<ClusterSample> samples = clusters.sample(AMPLE);

    assertThat(samples)
        .extracting(ClusterSample::cluster)
        .containsExactly(Optional.of("a"), Optional.of("b"));
    assertThat(reached(only(samples.get(0))).quota())
        .contains(new Quota(2_147_483_648L, Quota.Source.METRICS));
    assertThat(reached(only(samples.get(1))).status().dbSizeBytes()).isEqualTo(5000);
  }

  @Test
  void hangingMemberCostsTheBudgetAndHidesNobody() {
    configure(List.of(cluster("a", one.clientUrl(), two.clientUrl())));
    assertThat(clusters.sample(AMPLE).get(0).members()).allSatisfy(SamplerFixture::reached);
    one.etcd().modeOfAll(new FakeMode.Hang());
    one.page().hang();

    long began = System.nanoTime();
    ClusterSample sample = clusters.sample(Duration.ofMillis(400)).get(0);

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
    assertThat(sample.members().get(0).outcome())
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> assertThat(failed.failure().reason()).isEqualTo(Reason.TIMEOUT));
    assertThat(reached(sample.members().get(1)).status().version()).isEqualTo("3.5.30");
  }

  @Test
  void defragmentingMemberIsDownAndUnderMaintenance() {
    one.etcd().mode(MaintenanceGrpc.getStatusMethod(), new FakeMode.Hang());
    one.page().text("etcd_disk_defrag_inflight 1\n");
    configure(List.of(cluster("a", one.clientUrl())));

    MemberSample member = only(clusters.sample(Duration.ofSeconds(2)).get(0));

    assertThat(member.outcome().reached()).isEmpty();
    assertThat(member.defragmenting()).contains(true);
  }

  @Test
  void scrapesAtTheSameTimeShareOneSample() {
    configure(List.of(cluster("a", one.clientUrl())));
    assertThat(clusters.sample(AMPLE)).hasSize(1);
    int before = statusCalls(one);
    one.etcd().mode(MaintenanceGrpc.getStatusMethod(), new FakeMode.Slow(Duration.ofSeconds(1)));

    List<CompletableFuture<List<ClusterSample>>> scrapes = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      scrapes.add(CompletableFuture.supplyAsync(() -> clusters.sample(AMPLE), threads));
    }

    assertThat(scrapes)
        .allSatisfy(scrape -> assertThat(reached(only(scrape.join().get(0)))).isNotNull());
    assertThat(statusCalls(one) - before).isEqualTo(1);
  }

  @Test
  void reconfigurationClosesWhatIsGoneAndKeepsWhatStays() {
    ClusterConfig stays = cluster("a", one.clientUrl());
    configure(List.of(stays, cluster("b", two.clientUrl())));
    assertThat(clusters.sample(AMPLE)).hasSize(2);
    int fetches = one.page().fetches();

    configure(List.of(stays));

    assertThat(clusters.sample(AMPLE))
        .extracting(ClusterSample::cluster)
        .containsExactly(Optional.of("a"));
    assertThat(one.page().fetches()).isEqualTo(fetches);
    assertThat(statusCalls(two)).isEqualTo(1);
  }

  @Test
  void configurationWithABadFileChangesNothing() {
    configure(List.of(cluster("a", one.clientUrl())));
    TlsSettings noFile =
        new TlsSettings(
            Optional.of(Path.of("no-such-file.crt")),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false);
    ClusterConfig bad = cluster("c", noFile, "https://127.0.0.1:1");

    assertThatThrownBy(() -> configure(List.of(cluster("b", two.clientUrl()), bad)))
        .isInstanceOf(ConfigException.class);

    assertThat(clusters.sample(AMPLE))
        .extracting(ClusterSample::cluster)
        .containsExactly(Optional.of("a"));
    assertThat(two.etcd().calls()).isZero();
  }

  @Test
  void restoredClusterStartsOverWithoutReadingHistory() {
    try (FakeEtcd fake = FakeEtcd.start()) {
      fake.state().revision(1000).compactedRevision(900);
      configure(List.of(cluster("a", fake.clientUrl())));
      assertThat(reached(only(clusters.sample(AMPLE).get(0))).compactedRevision()).hasValue(900);

      fake.state().clusterId(0xc9).revision(50).compactedRevision(0);

      assertThat(reached(only(clusters.sample(AMPLE).get(0))).compactedRevision()).hasValue(0);
      assertThat(fake.historyReads()).isEmpty();
    }
  }
}
