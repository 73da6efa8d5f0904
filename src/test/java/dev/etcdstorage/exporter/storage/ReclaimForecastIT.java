package dev.etcdstorage.exporter.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.EtcdBinary;
import dev.etcdstorage.exporter.testkit.RealEtcd;
import dev.etcdstorage.exporter.testkit.Writer;
import io.etcd.jetcd.api.DefragmentRequest;
import io.etcd.jetcd.api.HashRequest;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.StatusRequest;
import io.etcd.jetcd.api.StatusResponse;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is predicted is what compaction and defrag really give back. */
class ReclaimForecastIT {

  static Stream<Arguments> versionsAndShapes() {
    return Stream.of("3.4.23", "3.5.30")
        .map(EtcdBinaries::exactly)
        .flatMap(binary -> Shape.ALL.stream().map(shape -> Arguments.of(binary, shape)));
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
        long t0 = System.nanoTime();
        // Given
        shape.write().accept(etcd, writer);
        long t1 = System.nanoTime();
        commitWhatIsBuffered(channel);
        StatusResponse before = status(channel);
        LiveKeys live = LiveKeys.walk(channel);
        long t2 = System.nanoTime();
        long predicted =
            new ReclaimForecast(
                    new DbSpace(before.getDbSize(), before.getDbSizeInUse()), live.fileBytes())
                .bytes();

        // When
        writer.compactPhysically(before.getHeader().getRevision());
        long t3 = System.nanoTime();
        commitWhatIsBuffered(channel);
        StatusResponse compacted = status(channel);
        var unused = maintenance(channel).defragment(DefragmentRequest.getDefaultInstance());
        StatusResponse after = status(channel);

        // Then
        long givenBack = before.getDbSize() - after.getDbSize();
        System.out.printf(
            "XX %s %s before %.2f inuse %.2f compacted inuse %.2f after %d model %d (%.2f%%) random %d (%.2f%%) keys %d given %.2f predicted %.2f | write %d walk %d compact %d defrag %d ms%n",
            binary.version(),
            shape,
            before.getDbSize() / 1e6,
            before.getDbSizeInUse() / 1e6,
            compacted.getDbSizeInUse() / 1e6,
            after.getDbSize(),
            live.fileBytes(),
            100.0 * (live.fileBytes() - after.getDbSize()) / after.getDbSize(),
            live.inRandomOrder(),
            100.0 * (live.inRandomOrder() - after.getDbSize()) / after.getDbSize(),
            live.count(),
            givenBack / 1e6,
            predicted / 1e6,
            (t1 - t0) / 1000000,
            (t2 - t1) / 1000000,
            (t3 - t2) / 1000000,
            (System.nanoTime() - t3) / 1000000);
        assertThat((double) Math.abs(predicted - givenBack))
            .isLessThanOrEqualTo(Math.max(0.15 * givenBack, 0.02 * before.getDbSize()));
      } finally {
        channel.shutdownNow();
      }
    }
  }

  /** etcd commits every 100 ms, and its size is that of the last commit. A hash commits first. */
  private static void commitWhatIsBuffered(ManagedChannel channel) {
    var unused = maintenance(channel).hash(HashRequest.getDefaultInstance());
  }

  private static StatusResponse status(ManagedChannel channel) {
    return maintenance(channel).status(StatusRequest.getDefaultInstance());
  }

  private static MaintenanceGrpc.MaintenanceBlockingStub maintenance(ManagedChannel channel) {
    return MaintenanceGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
  }
}
