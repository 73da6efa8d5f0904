package dev.etcdstorage.exporter.replay;

import com.google.protobuf.ByteString;
import dev.etcdstorage.exporter.testkit.real.RealCluster;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import io.etcd.jetcd.api.CompactionRequest;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.StatusRequest;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What most people do first about a full etcd, and where many stop: it leaves the file as large as
 * it was and the alarm up. No etcdctl is needed.
 */
final class HandCompaction {
  private static final int LIMIT_SECONDS = 120;
  private static final ByteString EVENTS = ByteString.copyFromUtf8("/registry/events/");
  private static final ByteString EVENTS_END = ByteString.copyFromUtf8("/registry/events0");

  private final RealCluster cluster;

  HandCompaction(RealCluster cluster) {
    this.cluster = cluster;
  }

  /**
   * Compacts at the present revision. Each member is asked: a physical compaction waits for the one
   * that is asked only.
   */
  void compactEverywhere() {
    long revision =
        on(
            cluster.leader(),
            channel ->
                maintenance(channel)
                    .status(StatusRequest.getDefaultInstance())
                    .getHeader()
                    .getRevision());
    CompactionRequest request =
        CompactionRequest.newBuilder().setRevision(revision).setPhysical(true).build();
    for (RealEtcd member : cluster.members()) {
      run(member, channel -> compact(channel, request));
    }
  }

  private static void compact(ManagedChannel channel, CompactionRequest request) {
    try {
      var unused = keys(channel).compact(request);
    } catch (StatusRuntimeException e) {
      // The member that was asked before has done it for all; this one has finished its own part.
      if (e.getStatus().getCode() != Status.Code.OUT_OF_RANGE) {
        throw e;
      }
    }
  }

  /** Deletes one event, which NOSPACE allows. */
  void deleteOneEvent() {
    run(
        cluster.leader(),
        channel -> {
          RangeRequest first =
              RangeRequest.newBuilder()
                  .setKey(EVENTS)
                  .setRangeEnd(EVENTS_END)
                  .setLimit(1)
                  .setKeysOnly(true)
                  .build();
          ByteString key = keys(channel).range(first).getKvs(0).getKey();
          var unused =
              keys(channel).deleteRange(DeleteRangeRequest.newBuilder().setKey(key).build());
        });
  }

  private static KVGrpc.KVBlockingStub keys(ManagedChannel channel) {
    return KVGrpc.newBlockingStub(channel).withDeadlineAfter(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  private static MaintenanceGrpc.MaintenanceBlockingStub maintenance(ManagedChannel channel) {
    return MaintenanceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  private static void run(RealEtcd member, Consumer<ManagedChannel> work) {
    boolean unused =
        on(
            member,
            channel -> {
              work.accept(channel);
              return true;
            });
  }

  private static <T> T on(RealEtcd member, Function<ManagedChannel, T> work) {
    ManagedChannel channel =
        NettyChannelBuilder.forTarget(member.endpoint()).usePlaintext().build();
    try {
      return work.apply(channel);
    } finally {
      channel.shutdownNow();
    }
  }
}
