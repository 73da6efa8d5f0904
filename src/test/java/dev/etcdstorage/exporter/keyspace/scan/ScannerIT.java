package dev.etcdstorage.exporter.keyspace.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.google.protobuf.ByteString;
import dev.etcdstorage.exporter.config.Credentials;
import dev.etcdstorage.exporter.keyspace.work.StopReason;
import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.EtcdBinary;
import dev.etcdstorage.exporter.testkit.real.EtcdLaunch;
import dev.etcdstorage.exporter.testkit.real.EtcdUsers;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import dev.etcdstorage.exporter.testkit.real.SteadyWriter;
import dev.etcdstorage.exporter.testkit.real.Writer;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The scan of real etcd against a count that is made in another way. */
class ScannerIT {
  private static final ByteString ALL = ByteString.copyFrom(new byte[1]);

  static List<EtcdBinary> binaries() {
    return EtcdBinaries.lines();
  }

  @ParameterizedTest
  @MethodSource("binaries")
  void exactAtItsRevisionWhileOthersWrite(EtcdBinary binary) {
    try (RealEtcd etcd = RealEtcd.start(binary);
        Probe probe = new Probe(etcd.endpoint());
        ScanBench bench = ScanBench.earnest(etcd.clientUrl())) {
      // Given keys of several kinds, more than one range may hold
      try (Writer writer = Writer.to(etcd.endpoint())) {
        writer.fill("/registry/pods/default/", 12_000, 100);
        writer.fill("/registry/secrets/default/", 3_000, 2_000);
        writer.fill("/registry/apps.example.com/things/", 100, 200_000);
        writer.overwrite("/registry/leases/a", 500, 300);
      }
      probe.put(new byte[] {(byte) 0xff, (byte) 0xff, 0}, 10);
      probe.put(new byte[] {0, 1}, 10);

      // When it is scanned twice, the second time by what the first has learnt
      try (SteadyWriter steady = SteadyWriter.to(etcd.endpoint())) {
        for (int pass = 1; pass <= 2; pass++) {
          ScanSample sample = bench.scan();
          assertThat(sample.last()).as("%s %s", sample, bench.log.lines()).isPresent();
          ScanResult result = sample.last().orElseThrow();

          // Then it is what etcd says of that very revision in a single answer
          assertThat(result.exact()).isTrue();
          assertThat(result.total()).isEqualTo(probe.count(result.revision()));
        }
        assertThat(steady.rounds()).isNotNegative();
      }

      // When compaction and deletions change much
      try (Writer writer = Writer.to(etcd.endpoint())) {
        writer.deleteAll("/registry/secrets/");
        writer.compactPhysically(etcd.etcdctl().status().revision());
      }

      // Then
      ScanSample sample = bench.scan();
      assertThat(sample.failures().values()).as("%s", bench.log.lines()).containsOnly(0L);
      ScanResult result = sample.last().orElseThrow();
      assertThat(result.exact()).isTrue();
      assertThat(result.total()).isEqualTo(probe.count(result.revision()));
    }
  }

  @ParameterizedTest
  @MethodSource("binaries")
  void compactionInTheMiddleOfTheFirstScanLosesNoKey(EtcdBinary binary) {
    try (RealEtcd etcd = RealEtcd.start(binary);
        ScanBench bench = ScanBench.earnest(etcd.clientUrl());
        Writer writer = Writer.to(etcd.endpoint())) {
      // Given
      writer.fill("/registry/pods/default/", 6_000, 100);
      writer.fill("/registry/secrets/default/", 2_000, 100);
      bench.member.beforeRead =
          read -> {
            if (read == 30) {
              writer.overwrite("/registry/pods/default/0", 10, 100);
              writer.compactPhysically(etcd.etcdctl().status().revision());
            }
          };

      // When
      ScanResult result = bench.scan().last().orElseThrow();

      // Then
      assertThat(result.exact()).isFalse();
      assertThat(result.total().keys()).isBetween(8_000L, 8_001L);
    }
  }

  /** What etcd takes is a setting of its own, and is set above what this exporter reads at once. */
  @ParameterizedTest
  @ValueSource(strings = {"3.4", "3.5", "3.6", "3.7"})
  void valuesTooLargeToBeReadCountWithTheirSize(String line) {
    EtcdLaunch launch =
        EtcdLaunch.of(EtcdBinaries.newest(line)).flag("--max-request-bytes=" + (32 << 20));
    try (RealEtcd etcd = RealEtcd.start(launch);
        Probe probe = new Probe(etcd.endpoint());
        ScanBench bench = ScanBench.earnest(etcd.clientUrl())) {
      // Given three of them among others, the first one too
      probe.put(bytes("/registry/configmaps/a/0"), 9_000_000);
      probe.put(bytes("/registry/configmaps/a/1"), 9 << 20);
      probe.put(bytes("/registry/pods/a/1"), 2_000);
      probe.put(bytes("/registry/secrets/a/1"), 20_000_000);
      probe.put(bytes("/registry/secrets/a/2"), 100_000);

      // When
      ScanResult result = bench.scan().last().orElseThrow();

      // Then all is as etcd says of that very revision
      assertThat(result.exact()).isTrue();
      assertThat(result.values()).isTrue();
      assertThat(result.total()).isEqualTo(probe.count(result.revision()));

      // And the file of just that is as large as was said
      etcd.etcdctl().run("defrag");
      assertThat((double) result.fileBytes().orElseThrow())
          .isCloseTo((double) etcd.etcdctl().status().dbSize(), withinPercentage(1));

      // When the walk knows them from before, then it finds the same
      assertThat(bench.scan().last().orElseThrow().total()).isEqualTo(result.total());
    }
  }

  private static byte[] bytes(String key) {
    return key.getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @MethodSource("binaries")
  void scansOnceTheRightIsGranted(EtcdBinary binary) {
    try (EtcdUsers users = EtcdUsers.start(binary);
        ScanBench bench =
            ScanBench.as(
                new Credentials(EtcdUsers.LIMITED, users.passwordFile()),
                users.etcd().clientUrl())) {
      // Given
      users.asRoot().put("/app/a", "1");
      ScanSample refused = bench.scan();
      assertThat(refused.part().off()).contains(StopReason.REFUSED);
      assertThat(refused.last()).isEmpty();

      // When
      users.grantAll();
      bench.later(Duration.ofMinutes(16));
      ScanSample sample = bench.scan();

      // Then
      assertThat(sample.last().orElseThrow().total().keys()).isEqualTo(1);
      assertThat(sample.part().off()).isEmpty();
      assertThat(sample.part().working()).isTrue();
      assertThat(bench.log.lines()).filteredOn(line -> line.startsWith("WARN")).hasSize(1);
    }
  }

  /** Reads all at once, which only a test may do. */
  private static final class Probe implements AutoCloseable {
    private final ManagedChannel channel;

    Probe(String endpoint) {
      channel =
          NettyChannelBuilder.forTarget(endpoint)
              .usePlaintext()
              .maxInboundMessageSize(1 << 30)
              .build();
    }

    private KVGrpc.KVBlockingStub kv() {
      return KVGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
    }

    void put(byte[] key, int valueBytes) {
      var unused =
          kv().put(
                  PutRequest.newBuilder()
                      .setKey(ByteString.copyFrom(key))
                      .setValue(ByteString.copyFrom(new byte[valueBytes]))
                      .build());
    }

    Live count(long revision) {
      RangeResponse all =
          kv().range(
                  RangeRequest.newBuilder()
                      .setKey(ALL)
                      .setRangeEnd(ALL)
                      .setRevision(revision)
                      .build());
      Live sum = Live.NONE;
      for (KeyValue each : all.getKvsList()) {
        sum =
            sum.plus(new Live(1, each.getVersion(), each.getKey().size() + each.getValue().size()));
      }
      return sum;
    }

    @Override
    public void close() {
      channel.shutdownNow();
    }
  }
}
