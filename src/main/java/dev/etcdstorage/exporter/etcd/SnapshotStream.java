package dev.etcdstorage.exporter.etcd;

import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.SnapshotRequest;
import io.etcd.jetcd.api.SnapshotResponse;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * One snapshot, piece by piece. etcd sends pieces of 32 KiB; a few are requested together, since
 * each request wakes the connection's thread.
 */
final class SnapshotStream extends ClientCall.Listener<SnapshotResponse> {
  private static final Duration TOKEN_WITHIN = Duration.ofSeconds(10);

  /** The most pieces in flight, which may wait on the heap: a quarter MiB. */
  static final int AHEAD = 8;

  private final ClientCall<SnapshotRequest, SnapshotResponse> call;
  private final SnapshotSink sink;
  private final CompletableFuture<Answer<Done>> outcome;

  /** Pieces that came since the last request; used by the executor's thread only. */
  private int taken;

  private SnapshotStream(
      ClientCall<SnapshotRequest, SnapshotResponse> call,
      SnapshotSink sink,
      CompletableFuture<Answer<Done>> outcome) {
    this.call = call;
    this.sink = sink;
    this.outcome = outcome;
  }

  /** Cancelling the future cancels the call. */
  static CompletableFuture<Answer<Done>> open(Calls calls, SnapshotSink sink, Executor executor) {
    return calls.withToken(Deadline.in(TOKEN_WITHIN), channel -> start(channel, sink, executor));
  }

  private static CompletableFuture<Answer<Done>> start(
      Channel channel, SnapshotSink sink, Executor executor) {
    CompletableFuture<Answer<Done>> outcome = new CompletableFuture<>();
    ClientCall<SnapshotRequest, SnapshotResponse> call =
        channel.newCall(
            MaintenanceGrpc.getSnapshotMethod(),
            CallOptions.DEFAULT.withExecutor(LateCallbacks.droppedBy(executor)));
    call.start(new SnapshotStream(call, sink, outcome), new Metadata());
    call.sendMessage(SnapshotRequest.getDefaultInstance());
    call.halfClose();
    call.request(AHEAD);
    Calls.whenCancelled(outcome, () -> call.cancel("nobody waits any more", null));
    return outcome;
  }

  @Override
  public void onMessage(SnapshotResponse piece) {
    if (outcome.isDone()) {
      return;
    }
    try {
      sink.take(piece.getBlob().toByteArray(), piece.getRemainingBytes());
      if (++taken == AHEAD / 2) {
        taken = 0;
        call.request(AHEAD / 2);
      }
    } catch (IOException e) {
      outcome.complete(Answer.refused(Reason.INVALID_ANSWER, "not kept: " + e.getMessage()));
      call.cancel("not kept", e);
    }
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    outcome.complete(
        status.isOk()
            ? new Answer.Got<>(Done.DONE)
            : new Answer.Refused<>(Failures.of(status.asRuntimeException(trailers))));
  }
}
