package dev.etcdstorage.exporter.etcd;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.WatchCreateRequest;
import io.etcd.jetcd.api.WatchGrpc;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.Channel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Finds the compacted revision, which no RPC returns (docs/adr/0003).
 *
 * <p>A Range at revision r fails with "required revision has been compacted" exactly when r is
 * below it, and costs one index look-up on a key that does not exist. Only after such a failure is
 * a Watch started at r: the server then answers at once with the exact revision. A Watch at an old
 * revision that is not compacted would make etcd read all history since, so it is never started.
 */
final class CompactionProbe {
  static final ByteString ABSENT_KEY =
      ByteString.copyFrom("\0etcd-storage-exporter/absent", StandardCharsets.UTF_8);
  private static final String COMPACTED = "required revision has been compacted";
  private static final String FUTURE = "required revision is a future revision";

  private final Calls calls;

  CompactionProbe(Calls calls) {
    this.calls = calls;
  }

  /** The compacted revision; 0 when nothing was ever compacted. */
  CompletableFuture<Answer<Long>> find(long lastKnown, Deadline deadline) {
    long asked = Math.max(1, lastKnown);
    RangeRequest range =
        RangeRequest.newBuilder()
            .setKey(ABSENT_KEY)
            .setRevision(asked)
            .setSerializable(true)
            .setCountOnly(true)
            .build();
    return calls
        .unary(KVGrpc.getRangeMethod(), range, deadline)
        .thenCompose(
            answer -> {
              String detail = answer.refusal().map(Failure::detail).orElse("");
              if (detail.contains(COMPACTED)) {
                return calls.withToken(deadline, channel -> watch(channel, asked, deadline));
              }
              if (detail.contains(FUTURE) && lastKnown > 0) {
                // The store is behind the known revision, so it is another store.
                return find(0, deadline);
              }
              return CompletableFuture.completedFuture(answer.map(ok -> lastKnown));
            });
  }

  private static CompletableFuture<Answer<Long>> watch(
      Channel channel, long compactedAt, Deadline deadline) {
    WatchRequest request =
        WatchRequest.newBuilder()
            .setCreateRequest(
                WatchCreateRequest.newBuilder().setKey(ABSENT_KEY).setStartRevision(compactedAt))
            .build();
    return Calls.first(
        channel, WatchGrpc.getWatchMethod(), request, deadline, CompactionProbe::compacted);
  }

  private static Optional<Answer<Long>> compacted(WatchResponse response) {
    if (response.getCompactRevision() > 0) {
      return Optional.of(new Answer.Got<>(response.getCompactRevision()));
    }
    return response.getCanceled()
        ? Optional.of(new Answer.Refused<>(Failures.ofCancelledWatch(response.getCancelReason())))
        : Optional.empty();
  }
}
