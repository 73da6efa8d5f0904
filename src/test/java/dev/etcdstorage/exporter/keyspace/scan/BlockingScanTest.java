package dev.etcdstorage.exporter.keyspace.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.config.PrefixSettings;
import dev.etcdstorage.exporter.etcd.EtcdConnector;
import dev.etcdstorage.exporter.etcd.Key;
import dev.etcdstorage.exporter.etcd.KeyRead;
import dev.etcdstorage.exporter.keyspace.prefix.Prefixes;
import dev.etcdstorage.exporter.testkit.data.PlainCluster;
import dev.etcdstorage.exporter.testkit.fake.EtcdErrors;
import dev.etcdstorage.exporter.testkit.fake.FakeEtcd;
import dev.etcdstorage.exporter.testkit.fake.FakeMember;
import dev.etcdstorage.exporter.testkit.fake.FakeMode;
import dev.etcdstorage.exporter.testkit.util.Poll;
import io.etcd.jetcd.api.KVGrpc;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BlockingScanTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final FakeMember host = FakeMember.start(0);
  private final FakeEtcd fake = host.etcd();
  private final EtcdConnector connector = new EtcdConnector();
  private final HookedMember member =
      new HookedMember(
          connector
              .cluster(PlainCluster.at(host.clientUrl()))
              .member(Endpoint.parse(host.clientUrl(), false)));
  private final List<ScanProgress> progress = new CopyOnWriteArrayList<>();
  private final BlockingScan scan =
      new BlockingScan(
          member,
          new Prefixes(PrefixSettings.DEFAULT),
          BlockingScan.Speed.BRISK,
          InstantSource.system());

  @AfterEach
  void close() {
    member.close();
    connector.close();
    host.close();
  }

  @Test
  void tellsWhatLivesAtOneRevision() {
    // Given
    var unused = fake.keys().putAll(2_000, i -> Key.of("/registry/pods/default/p-" + i), 30);
    long revision = fake.keys().put("/registry/leases/a", 10);

    // When
    BlockingScan.Result result = scan.walk(LIMIT, progress::add);

    // Then
    assertThat(result).isInstanceOf(BlockingScan.Done.class);
    ScanResult found = ((BlockingScan.Done) result).scan();
    assertThat(found.exact()).isTrue();
    assertThat(found.revision()).isEqualTo(revision);
    assertThat(found.fileBytes()).isPresent();
    assertThat(found.prefixes().get("pods")).extracting(Live::keys).isEqualTo(2_000L);
    assertThat(found.total().keys()).isEqualTo(2_001);
    assertThat(progress).isNotEmpty();
  }

  @Test
  void countsKeysButNoBytesWhereTheSizeOfAValueIsUnknown() {
    fake.keys().put("/registry/pods/default/a", 30);
    fake.keys().put("/registry/pods/default/b", 30);
    member.tooLarge = read -> read.content() == KeyRead.Content.VALUES;

    BlockingScan.Result result = scan.walk(LIMIT, progress::add);

    assertThat(result)
        .isInstanceOfSatisfying(
            BlockingScan.Done.class,
            done -> {
              assertThat(done.scan().total().keys()).isEqualTo(2);
              assertThat(done.scan().values()).isFalse();
              assertThat(done.scan().fileBytes()).isEmpty();
            });
  }

  @Test
  void saysWhyItMayNotRead() {
    fake.mode(KVGrpc.getRangeMethod(), new FakeMode.Fail(EtcdErrors.PERMISSION_DENIED));

    assertThat(scan.walk(LIMIT, progress::add))
        .isInstanceOfSatisfying(
            BlockingScan.GivenUp.class,
            given -> assertThat(given.why()).contains("given up", "permission denied"));
  }

  @Test
  void storeThatIsRestoredMeanwhileGivesNoResult() {
    // Given
    var unused = fake.keys().putAll(2_000, i -> Key.of("/registry/pods/default/p-" + i), 30);
    member.beforeRead =
        number -> {
          if (number == 4) {
            fake.restore(0xc2, 5);
          }
        };

    // When, then
    assertThat(scan.walk(LIMIT, progress::add))
        .isEqualTo(new BlockingScan.GivenUp("the cluster was restored or rebuilt during the scan"));
  }

  @Test
  void waitsNoLongerThanItMayAndLeavesNoReadBehind() {
    fake.mode(KVGrpc.getRangeMethod(), new FakeMode.Hang());

    BlockingScan.Result result = scan.walk(Duration.ofSeconds(2), progress::add);

    assertThat(result).isEqualTo(new BlockingScan.GivenUp("the scan did not end within 2 seconds"));
    assertThat(fake.calls(KVGrpc.getRangeMethod())).isEqualTo(1);
    Poll.until("the read is cancelled", LIMIT, () -> member.read.isCancelled());
  }
}
