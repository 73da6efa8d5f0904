package dev.etcdstorage.exporter.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.EtcdBinary;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import dev.etcdstorage.exporter.testkit.real.Writer;
import dev.etcdstorage.exporter.testkit.util.Poll;
import io.etcd.jetcd.api.DefragmentRequest;
import io.etcd.jetcd.api.HashRequest;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.StatusRequest;
import io.etcd.jetcd.api.StatusResponse;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is predicted is what compaction and defrag really reclaim. On every line: each has its own
 * bbolt.
 */
class ReclaimForecastIT {
  private static final ReclaimTable TABLE = new ReclaimTable();

  /** Nothing is too small, so that the small databases here are judged as large ones are. */
  private static final Thresholds SHARP =
      new Thresholds(
          Thresholds.DEFAULT.fragmentation(),
          Thresholds.DEFAULT.quotaUsage(),
          0,
          Thresholds.DEFAULT.worthQuotaRatio(),
          Thresholds.DEFAULT.historyRatio(),
          Thresholds.DEFAULT.quotaCeilingBytes());

  static Stream<Arguments> versionsAndShapes() {
    return EtcdBinaries.lines().stream()
        .flatMap(binary -> Shape.ALL.stream().map(shape -> Arguments.of(binary, shape)));
  }

  @AfterAll
  static void writeTable() {
    if (Boolean.getBoolean("docs.write")) {
      TABLE.write();
    }
  }

  @ParameterizedTest
  @MethodSource("versionsAndShapes")
  void predictsWhatCompactionAndDefragGiveBack(EtcdBinary binary, Shape shape) {
    try (RealEtcd etcd = RealEtcd.start(binary);
        Writer writer = Writer.to(etcd.endpoint())) {
      ManagedChannel channel =
          NettyChannelBuilder.forTarget(etcd.endpoint())
              .usePlaintext()
              .maxInboundMessageSize(64 << 20)
              .build();
      try {
        // Given a file, and what lives in it
        shape.write().accept(etcd, writer);
        StatusResponse before = committedStatus(channel);
        LiveKeys live = LiveKeys.walk(channel);
        long predicted = Math.max(0, before.getDbSize() - live.fileBytes());

        // When
        writer.compactPhysically(before.getHeader().getRevision());
        // 3.4 counts the pages in use anew only with a write; what a commit frees the next one
        // counts, or one after it while somebody reads.
        StatusResponse compacted =
            Poll.answer(
                () -> "pages that a compaction left are no history, on " + etcd,
                SOON,
                () -> {
                  writer.overwrite("/after-compaction", 1, 10);
                  StatusResponse now = committedStatus(channel);
                  return Optional.of(now).filter(any -> verdict(now, live) != Verdict.COMPACT);
                });
        var unused = maintenance(channel).defragment(DefragmentRequest.getDefaultInstance());
        StatusResponse after = committedStatus(channel);

        // Then
        long back = before.getDbSize() - after.getDbSize();
        TABLE.add(
            new ReclaimTable.Row(
                shape, binary.version(), before.getDbSize(), live.count(), predicted, back));
        assertThat((double) predicted)
            .isCloseTo((double) back, within(Math.max(0.15 * back, 0.02 * before.getDbSize())));
        // And pages that compaction left half-empty are not taken for history
        assertThat(verdict(compacted, live)).isIn(Verdict.DEFRAG, Verdict.NONE);
        assertThat(verdict(after, live)).isEqualTo(Verdict.NONE);
      } finally {
        channel.shutdownNow();
      }
    }
  }

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final OptionalLong NO_QUOTA = OptionalLong.of(-1);

  private static Verdict verdict(StatusResponse status, LiveKeys live) {
    return Verdict.of(space(status), NO_QUOTA, OptionalLong.of(live.fileBytes()), SHARP);
  }

  private static DbSpace space(StatusResponse status) {
    return new DbSpace(status.getDbSize(), status.getDbSizeInUse());
  }

  /**
   * etcd commits every 100 ms, and its sizes are those of the last commit. A hash commits first.
   */
  private static StatusResponse committedStatus(ManagedChannel channel) {
    var unused = maintenance(channel).hash(HashRequest.getDefaultInstance());
    return maintenance(channel).status(StatusRequest.getDefaultInstance());
  }

  private static MaintenanceGrpc.MaintenanceBlockingStub maintenance(ManagedChannel channel) {
    return MaintenanceGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
  }
}
