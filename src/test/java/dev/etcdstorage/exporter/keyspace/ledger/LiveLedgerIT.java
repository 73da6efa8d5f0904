package dev.etcdstorage.exporter.keyspace.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.etcdstorage.exporter.keyspace.scan.Live;
import dev.etcdstorage.exporter.storage.HistorySize;
import dev.etcdstorage.exporter.storage.ReclaimTable;
import dev.etcdstorage.exporter.storage.Verdict;
import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import dev.etcdstorage.exporter.testkit.real.Writer;
import dev.etcdstorage.exporter.testkit.util.Poll;
import io.etcd.jetcd.api.PutRequest;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the files are made of, an hour before the next scan, against the files themselves. On every
 * line at once, so that they wait for their only scan together.
 */
class LiveLedgerIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final long MIB = 1 << 20;

  /** An etcd of one line, and how it is written and read behind the exporter's back. */
  private final class Line implements AutoCloseable {
    final RealEtcd etcd;
    final Writer writer;
    final ManagedChannel channel;
    private int written;

    Line(RealEtcd etcd) {
      this.etcd = etcd;
      this.writer = Writer.to(etcd.endpoint());
      this.channel =
          NettyChannelBuilder.forTarget(etcd.endpoint())
              .usePlaintext()
              .maxInboundMessageSize(64 << 20)
              .build();
    }

    String name() {
      return etcd.binary().toString().replace(' ', '-');
    }

    Optional<LiveNow> live() {
      return exporter.live(name());
    }

    private void awaitWatch() {
      exporter.awaitRevision(name(), etcd.etcdctl().status().revision());
    }

    /** What the watch has not heard yet is lost to it when it is compacted. */
    void compact(long revision) {
      awaitWatch();
      writer.compactPhysically(revision);
    }

    /** Two writes are enough, where each has a commit of its own. */
    void writeUntilFreed() {
      Poll.until(
          "the pages that the compaction emptied are free on " + etcd,
          SOON,
          () -> {
            writer.overwrite("/registry/pods/old/2", 1, 100);
            return etcd.etcdctl().status().dbSizeInUse() < 80 * MIB;
          });
    }

    void compact() {
      compact(etcd.etcdctl().status().revision());
    }

    /** As a scrape sees it, once the watch has told all that was written. */
    SeenFile seen() {
      awaitWatch();
      return SeenFile.of(
          etcd, exporter.observed(name()), space -> FileTruth.of(etcd, channel, space));
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

  private final List<Line> lines = new ArrayList<>();
  private final List<String> table = new ArrayList<>();
  private final LedgerExporter exporter = new LedgerExporter();

  @BeforeEach
  void scanOnce() {
    EtcdBinaries.lines().forEach(binary -> lines.add(new Line(RealEtcd.start(binary))));
    onAll(
        (etcd, writer) -> {
          writer.fill("/registry/pods/old/", 2_000, 1_000);
          writer.fill("/registry/things/", 100, 100);
          writer.compactPhysically(etcd.etcdctl().status().revision());
        });
    exporter.follow(
        lines.stream().collect(Collectors.toMap(Line::name, line -> List.of(line.etcd.endpoint()))),
        Duration.ofHours(1),
        5_000);
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
    exporter.close();
    lines.forEach(Line::close);
  }

  private void onAll(BiConsumer<RealEtcd, Writer> write) {
    lines.parallelStream().forEach(line -> write.accept(line.etcd, line.writer));
  }

  private static PutRequest put(String key, int valueBytes) {
    return PutRequest.newBuilder()
        .setKey(ByteString.copyFromUtf8(key))
        .setValue(ByteString.copyFrom(new byte[valueBytes]))
        .build();
  }

  private interface Check {
    void of(SeenFile seen);
  }

  /** The keys to the one, each part to a tenth of the file, and no verdict but the true one. */
  private void holds(String when, Check check) {
    List<SeenFile> all = lines.parallelStream().map(Line::seen).toList();
    all.forEach(seen -> table.add(seen.row(when)));
    for (SeenFile seen : all) {
      String what = seen.etcd() + " " + when + ": " + seen.row(when) + seen;
      assertThat(seen.live().watched()).as(what).isTrue();
      assertThat(seen.makeup().historyBy())
          .as(what)
          .isNotEqualTo(Optional.of(HistorySize.By.PAGES));
      assertThat(seen.live().total().keys()).as(what).isEqualTo(seen.truth().keys());
      assertThat(seen.error()).as(what).isLessThan(0.1);
      assertThat(seen.verdict()).as(what).isEqualTo(seen.trueVerdict());
      assertThat(seen.bloated()).as(what).isEqualTo(seen.trulyBloated());
      check.of(seen);
    }
  }

  @Test
  void fourPartsAreRightLongAfterTheScan() {
    // When live data explodes
    onAll((etcd, writer) -> writer.fill("/registry/new.example.com/widgets/", 20_000, 3_000));

    // Then it is no history
    holds(
        "20,000 new keys of 3 KB",
        seen -> {
          assertThat(seen.makeup().historyBytes().orElseThrow()).isLessThan(MIB);
          assertThat(seen.verdict()).isEqualTo(Verdict.NONE);
          assertThat(seen.live().prefixes().get("widgets.new.example.com"))
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
        seen -> {
          assertThat(seen.makeup().historyBytes().orElseThrow()).isGreaterThan(25 * MIB);
          // Of keys that were written after the scan's revision and before their page was read.
          assertThat(seen.live().guessedBytes()).isLessThan(MIB / 10);
        });
    Map<Line, Long> before = new HashMap<>();
    lines.forEach(line -> before.put(line, line.etcd.etcdctl().status().revision()));

    // When a third of all is deleted
    onAll(
        (etcd, writer) -> {
          for (int i = 10; i < 16; i++) {
            writer.deleteAll("/registry/new.example.com/widgets/" + i);
          }
        });
    holds("a third of all deleted", seen -> {});

    // When the same keys are small and large in turn
    for (int round = 0; round < 2; round++) {
      int bytes = round % 2 == 0 ? 100_000 : 100;
      onAll((etcd, writer) -> writer.putEach(100, i -> put("/registry/things/" + i, bytes)));
      holds("100 others put with " + bytes + " bytes", seen -> {});
    }

    // When a lease takes all its keys with it
    onAll(
        (etcd, writer) -> {
          long lease = writer.grantLease(600);
          writer.putEach(
              5_000, i -> put("/registry/events/" + i, 700).toBuilder().setLease(lease).build());
          writer.revoke(lease);
        });
    holds("5,000 keys on a lease that ended", seen -> {});

    // When what was kept before the deletions is compacted
    lines.parallelStream().forEach(line -> line.compact(before.getOrDefault(line, 0L)));
    onAll((etcd, writer) -> writer.overwrite("/registry/pods/old/1", 20, 100));
    holds(
        "compacted before the deletions",
        seen -> assertThat(seen.makeup().historyBy()).hasValue(HistorySize.By.WATCH));

    // When all history is compacted, then nothing is left to compact
    lines.parallelStream().forEach(Line::compact);
    Check nothingToCompact =
        seen -> {
          assertThat(seen.makeup().historyBytes().orElseThrow()).isLessThan(MIB / 10);
          assertThat(seen.verdict()).isNotEqualTo(Verdict.COMPACT);
        };
    holds("compacted at the newest revision", nothingToCompact);
    onAll((etcd, writer) -> writer.overwrite("/registry/pods/old/2", 2, 100));
    holds("two writes later", nothingToCompact);

    // When the files are packed
    onAll((etcd, writer) -> etcd.etcdctl().defrag());
    holds(
        "defragmented",
        seen -> {
          assertThat(seen.space().sizeBytes() - seen.truth().liveBytes()).isLessThan(2 * MIB);
          assertThat(seen.verdict()).isEqualTo(Verdict.NONE);
        });

    // When a few large versions are compacted at once, then etcd frees them by and by
    onAll((etcd, writer) -> writer.overwrite("/registry/things/1", 400, 200_000));
    lines.parallelStream().forEach(Line::compact);
    holds("one key put 400 times with 200 KB, and compacted", nothingToCompact);
    lines.parallelStream().forEach(Line::writeUntilFreed);
    holds(
        "some writes later",
        seen -> assertThat(seen.makeup().slackBytes().orElseThrow()).isLessThan(2 * MIB));

    // When pages are left half-empty
    onAll(
        (etcd, writer) -> {
          long lease = writer.grantLease(600);
          writer.putTogether(
              100,
              30_000,
              i ->
                  put("/registry/configmaps/" + i, 400).toBuilder()
                      .setLease(i % 3 == 0 ? 0 : lease)
                      .build());
          writer.revoke(lease);
        });
    lines.parallelStream().forEach(Line::compact);
    onAll((etcd, writer) -> writer.overwrite("/registry/pods/old/2", 20, 100));
    holds(
        "30,000 keys of 400 B, two of three deleted, and compacted",
        seen -> {
          assertThat(seen.makeup().slackBytes().orElseThrow()).isGreaterThan(2 * MIB);
          assertThat(seen.makeup().historyBytes().orElseThrow()).isLessThan(MIB / 10);
        });

    // When the members are killed and come back, and are written to
    onAll(
        (etcd, writer) -> {
          etcd.kill9();
          etcd.restart();
          writer.overwrite("/registry/pods/old/3", 500, 20_000);
        });
    holds(
        "killed, and one key put 500 times with 20 KB",
        seen -> assertThat(seen.makeup().historyBytes().orElseThrow()).isGreaterThan(9 * MIB));

    // When 200 keys are written over and over for long
    onAll((etcd, writer) -> writer.putEach(50_000, i -> put("/registry/leases/" + i % 200, 3_000)));
    holds(
        "200 keys put 50,000 times", seen -> assertThat(seen.verdict()).isEqualTo(Verdict.COMPACT));
    if (Boolean.getBoolean("docs.write")) {
      ReclaimTable.writeBetween(table);
    }
  }
}
