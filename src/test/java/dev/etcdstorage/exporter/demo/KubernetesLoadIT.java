package dev.etcdstorage.exporter.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The load on real etcd; the test sets its time, so that minutes take seconds. On 3.5: it only puts
 * and deletes.
 */
class KubernetesLoadIT {
  private static final int OBJECTS = 400;
  private static final Duration TICK = Duration.ofMillis(250);

  private final RealEtcd etcd = RealEtcd.start(EtcdBinaries.newest("3.5"));
  private final ManagedChannel channel =
      NettyChannelBuilder.forTarget(etcd.endpoint()).usePlaintext().build();
  private final KubernetesLoad load =
      KubernetesLoad.on(etcd.endpoint(), 3, OBJECTS, LoadPace.QUIET);

  @BeforeEach
  void create() {
    load.create();
  }

  @AfterEach
  void end() {
    load.close();
    channel.shutdownNow();
    etcd.close();
  }

  @Test
  void createsExactlyTheLayout() {
    assertThat(sizes())
        .isEqualTo(
            KubernetesLoad.layout(3, OBJECTS)
                .collect(Collectors.toMap(StoredObject::key, StoredObject::valueBytes)));
    assertThat(keys()).allMatch(key -> key.getVersion() == 1);
  }

  @Test
  void quietMinutesWriteWhatClustersWrite() {
    // Given
    long before = revision();

    // When
    live(Duration.ofSeconds(25));

    // Then
    Map<String, Long> written = writesSince(before);
    assertThat(written).containsOnlyKeys("pods", "leases", "events");
    assertThat(written.get("pods")).isBetween(80L, 120L);
    assertThat(written.get("events")).isEqualTo(50);
    assertThat(revision() - before).isLessThan(300);
  }

  @Test
  void aStormRewritesThePodsOfOneDeployment() {
    // Given
    long before = revision();

    // When
    load.restartStorm(500);

    // Then
    List<KeyValue> stormy = keys().stream().filter(key -> key.getModRevision() > before).toList();
    assertThat(revision() - before).isEqualTo(550);
    assertThat(stormy)
        .filteredOn(key -> resource(key).equals("pods"))
        .hasSize(10)
        .allMatch(key -> key.getVersion() == 51)
        .extracting(key -> replicaSet(key))
        .containsOnly(replicaSet(stormy.get(stormy.size() - 1)));
    assertThat(stormy).filteredOn(key -> resource(key).equals("events")).hasSize(50);
  }

  @Test
  void theDayHasItsStormsAndCompactsAsKubeApiserverDoes() {
    // Given
    long created = revision();

    // When
    live(Duration.ofSeconds(119));

    // Then
    assertThat(version(KubernetesLoad.COMPACT_REV_KEY)).isEqualTo(1);
    assertThat(writesSince(created).get("pods")).as("two storms").isGreaterThan(119 * 4 + 250);

    // When
    live(Duration.ofSeconds(2));

    // Then
    assertThat(version(KubernetesLoad.COMPACT_REV_KEY)).isEqualTo(2);
    assertThat(etcd.compactedRevision()).isEqualTo(created);
  }

  @Test
  void anotherWriterDoesNotStopIt() {
    // Given
    KubernetesLoad second = KubernetesLoad.on(etcd.endpoint(), 3, OBJECTS, LoadPace.QUIET);

    try (second) {
      // When
      second.restartStorm(20);
      load.restartStorm(20);
      second.restartStorm(20);

      // Then
      assertThat(keys().stream().filter(key -> key.getVersion() == 7)).hasSize(10);
    }
  }

  private void live(Duration time) {
    for (Duration past = Duration.ZERO; past.compareTo(time) < 0; past = past.plus(TICK)) {
      load.advance(TICK);
    }
  }

  /** By resource: how many revisions of its live keys are new; deletions do not show. */
  private Map<String, Long> writesSince(long revision) {
    Map<String, Long> versionsBefore =
        range(revision).getKvsList().stream()
            .collect(Collectors.toMap(KubernetesLoadIT::name, KeyValue::getVersion));
    Map<String, Long> writes = new TreeMap<>();
    for (KeyValue key : keys()) {
      long before = versionsBefore.getOrDefault(name(key), 0L);
      // One that was deleted and made anew counts from 1.
      long now = key.getCreateRevision() > revision ? key.getVersion() : key.getVersion() - before;
      if (now > 0) {
        writes.merge(resource(key), now, Long::sum);
      }
    }
    return writes;
  }

  private Map<String, Integer> sizes() {
    return keys().stream()
        .collect(Collectors.toMap(KubernetesLoadIT::name, key -> key.getValue().size()));
  }

  private long version(String name) {
    return keys().stream()
        .filter(key -> name(key).equals(name))
        .findFirst()
        .orElseThrow()
        .getVersion();
  }

  private long revision() {
    return range(0).getHeader().getRevision();
  }

  private List<KeyValue> keys() {
    return range(0).getKvsList();
  }

  private RangeResponse range(long revision) {
    ByteString all = ByteString.copyFrom(new byte[1]);
    return KVGrpc.newBlockingStub(channel)
        .withMaxInboundMessageSize(64 << 20)
        .withDeadlineAfter(10, TimeUnit.SECONDS)
        .range(
            RangeRequest.newBuilder().setKey(all).setRangeEnd(all).setRevision(revision).build());
  }

  private static String name(KeyValue key) {
    return key.getKey().toStringUtf8();
  }

  private static String resource(KeyValue key) {
    String[] parts = name(key).split("/", -1);
    return parts.length > 2 ? parts[2] : name(key);
  }

  private static String replicaSet(KeyValue pod) {
    return name(pod).substring(0, name(pod).lastIndexOf('-'));
  }
}
