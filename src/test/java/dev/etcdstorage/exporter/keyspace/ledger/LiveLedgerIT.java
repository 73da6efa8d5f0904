package dev.etcdstorage.exporter.keyspace.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.ByteString;
import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.config.KeyspaceSettings;
import dev.etcdstorage.exporter.config.TlsSettings;
import dev.etcdstorage.exporter.config.When;
import dev.etcdstorage.exporter.etcd.EtcdConnector;
import dev.etcdstorage.exporter.etcd.OpenCluster;
import dev.etcdstorage.exporter.keyspace.Keyspaces;
import dev.etcdstorage.exporter.keyspace.scan.Live;
import dev.etcdstorage.exporter.observe.Observed;
import dev.etcdstorage.exporter.sample.Clusters;
import dev.etcdstorage.exporter.sample.Outcome.Reached;
import dev.etcdstorage.exporter.storage.DbSpace;
import dev.etcdstorage.exporter.storage.FileMakeup;
import dev.etcdstorage.exporter.storage.LiveKeys;
import dev.etcdstorage.exporter.storage.ReclaimTable;
import dev.etcdstorage.exporter.storage.Thresholds;
import dev.etcdstorage.exporter.storage.Verdict;
import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import dev.etcdstorage.exporter.testkit.real.Writer;
import dev.etcdstorage.exporter.testkit.util.Poll;
import io.etcd.jetcd.api.PutRequest;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What lives, an hour before the next scan, against a walk over all keys. On every line at once, so
 * that they wait for their only scan together.
 */
class LiveLedgerIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final long MIB = 1 << 20;

  /** A MiB is worth it, so that these small files are judged as large ones are. */
  private static final Thresholds SHARP =
      new Thresholds(0.5, 0.8, MIB, 0.1, 1.5, Thresholds.DEFAULT.quotaCeilingBytes());

  private static final KeyspaceSettings HOURLY =
      new KeyspaceSettings(
          true,
          When.ALWAYS,
          When.ALWAYS,
          new KeyspaceSettings.ScanSettings(Duration.ofHours(1), true, 8 << 20, 10_000),
          KeyspaceSettings.DEFAULT.maxResume(),
          false,
          KeyspaceSettings.DEFAULT.prefixes());

  /** An etcd of one line, and how it is written and read behind the exporter's back. */
  private final class Line implements AutoCloseable {
    final RealEtcd etcd;
    final Writer writer;
    final ManagedChannel channel;
    final OpenCluster open;
    private int written;

    Line(RealEtcd etcd) {
      this.etcd = etcd;
      this.writer = Writer.to(etcd.endpoint());
      this.channel =
          NettyChannelBuilder.forTarget(etcd.endpoint())
              .usePlaintext()
              .maxInboundMessageSize(64 << 20)
              .build();
      this.open =
          connector.cluster(
              new ClusterConfig(
                  Optional.of(etcd.binary().toString().replace(' ', '-')),
                  List.of(Endpoint.parse(etcd.endpoint(), false)),
                  false,
                  TlsSettings.NONE,
                  Optional.empty(),
                  Optional.empty(),
                  OptionalLong.empty()));
    }

    /** As a scrape sees it, once the watch has told all that was written. */
    Observed observed() {
      long revision = etcd.etcdctl().status().revision();
      return Poll.answer(
          () -> etcd + " is followed to revision " + revision + ": " + live(),
          SOON,
          () -> live().filter(live -> live.revision() >= revision).map(live -> now()));
    }

    Optional<LiveNow> live() {
      return keyspaces.sample(open.config().name()).flatMap(sample -> sample.live());
    }

    private Observed now() {
      return new Observed(
          clusters.sample(SOON, open.config().name()::equals).get(0),
          keyspaces.sample(open.config().name()),
          Optional.empty(),
          SHARP);
    }

    /** One more put, or keys that go together: what is written while the scan reads. */
    void writeOn() {
      written++;
      if (written % 10 == 0) {
        writer.deleteAll("/registry/pods/old/" + (7 * written) % 2_000);
      } else {
        writer.overwrite("/registry/pods/old/" + written % 2_000, 1, 500 + written % 1_000);
      }
    }

    @Override
    public void close() {
      writer.close();
      channel.shutdownNow();
      etcd.close();
    }
  }

  private final EtcdConnector connector = new EtcdConnector();
  private final Keyspaces keyspaces =
      new Keyspaces(
          ClusterConfig::endpoints,
          InstantSource.system(),
          RandomGenerator.getDefault(),
          CompletableFuture.completedFuture(null));
  private final List<Line> lines = new ArrayList<>();
  private final List<String> table = new ArrayList<>();
  private Clusters clusters = new Clusters(InstantSource.system());

  @BeforeEach
  void scanOnce() {
    EtcdBinaries.lines().forEach(binary -> lines.add(new Line(RealEtcd.start(binary))));
    lines.forEach(line -> line.writer.fill("/registry/pods/old/", 2_000, 1_000));
    lines.forEach(line -> line.writer.fill("/registry/things/", 100, 100));
    List<OpenCluster> open = lines.stream().map(line -> line.open).toList();
    clusters = Clusters.of(open, InstantSource.system());
    keyspaces.prepare(open, HOURLY).commit();
    for (Line line : lines) {
      Poll.until(
          "the scan of " + line.etcd,
          SOON,
          () -> {
            lines.forEach(Line::writeOn);
            return line.live().isPresent();
          });
    }
  }

  @AfterEach
  void end() {
    keyspaces.close();
    clusters.close();
    lines.forEach(Line::close);
    connector.close();
  }

  private void onAll(BiConsumer<RealEtcd, Writer> write) {
    lines.forEach(line -> write.accept(line.etcd, line.writer));
  }

  private static PutRequest put(String key, int valueBytes) {
    return PutRequest.newBuilder()
        .setKey(ByteString.copyFromUtf8(key))
        .setValue(ByteString.copyFrom(new byte[valueBytes]))
        .build();
  }

  private static String row(
      String when, Line line, DbSpace space, FileMakeup makeup, LiveKeys truth, Verdict verdict) {
    long live = makeup.liveBytes().orElse(0);
    return String.format(
        Locale.ROOT,
        "| %s | %s | %.2f MB | %.2f MB | %.2f MB | %+.2f%% | %.2f MB | %s |%n",
        when,
        line.etcd.binary().version(),
        space.sizeBytes() / 1e6,
        live / 1e6,
        truth.fileBytes() / 1e6,
        100.0 * (live - truth.fileBytes()) / space.sizeBytes(),
        makeup.historyBytes().orElse(0) / 1e6,
        verdict.label());
  }

  private interface Check {
    void of(FileMakeup makeup, Verdict verdict, LiveNow live);
  }

  /** The keys to the one, and what they take in the file to a tenth of it. */
  private void holds(String when, Check check) {
    for (Line line : lines) {
      Observed observed = line.observed();
      Reached member = observed.sample().reached().findFirst().orElseThrow();
      LiveNow live = observed.live().orElseThrow();
      LiveKeys truth = LiveKeys.walk(line.channel);
      FileMakeup makeup = observed.makeup(member);
      Verdict verdict = observed.verdict(member);
      table.add(row(when, line, member.space(), makeup, truth, verdict));
      assertThat(live.watched()).as(when).isTrue();
      assertThat(live.total().keys()).as("%s %s", line.etcd, when).isEqualTo(truth.count());
      assertThat((double) makeup.liveBytes().orElseThrow())
          .as("%s %s: %s, %s", line.etcd, when, makeup, truth)
          .isCloseTo((double) truth.fileBytes(), within(0.1 * member.space().sizeBytes()));
      check.of(makeup, verdict, live);
    }
  }

  @Test
  void liveDataAndHistoryAreRightLongAfterTheScan() {
    // When live data explodes
    onAll((etcd, writer) -> writer.fill("/registry/new.example.com/widgets/", 20_000, 3_000));

    // Then it is no history
    holds(
        "20,000 new keys of 3 KB",
        (makeup, verdict, live) -> {
          assertThat(makeup.historyBytes().orElseThrow()).isLessThan(10 * MIB);
          assertThat(verdict).isEqualTo(Verdict.NONE);
          assertThat(live.prefixes().get("widgets.new.example.com"))
              .extracting(Live::keys)
              .isEqualTo(20_000L);
        });

    // When a few of them are written over and over
    onAll(
        (etcd, writer) ->
            writer.putEach(
                10_000, i -> put("/registry/new.example.com/widgets/" + i % 200, 3_000)));

    // Then that is history
    holds(
        "200 of them put 50 times",
        (makeup, verdict, live) -> {
          assertThat(makeup.historyBytes().orElseThrow()).isGreaterThan(25 * MIB);
          // Of keys that were written after the scan's revision and before their page was read.
          assertThat(live.guessedBytes()).isLessThan(MIB / 10);
        });

    // When a third of all is deleted
    onAll(
        (etcd, writer) -> {
          for (int i = 10; i < 16; i++) {
            writer.deleteAll("/registry/new.example.com/widgets/" + i);
          }
        });
    holds(
        "a third of all deleted",
        (makeup, verdict, live) -> assertThat(makeup.historyBytes().orElseThrow()).isPositive());

    // When the same keys are small and large in turn
    for (int round = 0; round < 3; round++) {
      int bytes = round % 2 == 0 ? 100_000 : 100;
      onAll((etcd, writer) -> writer.putEach(100, i -> put("/registry/things/" + i, bytes)));
      holds("100 others put with " + bytes + " bytes", (makeup, verdict, live) -> {});
    }

    // When all history is compacted, then nothing is left to compact
    onAll((etcd, writer) -> writer.compactPhysically(etcd.etcdctl().status().revision()));
    holds(
        "compacted at the newest revision",
        (makeup, verdict, live) -> {
          assertThat(makeup.historyBytes()).hasValue(0);
          assertThat(verdict).isNotEqualTo(Verdict.COMPACT);
        });
    if (Boolean.getBoolean("docs.write")) {
      ReclaimTable.writeBetween(table);
    }
  }
}
