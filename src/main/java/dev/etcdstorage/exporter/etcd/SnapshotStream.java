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

/** One snapshot, piece by piece, with one piece of some 32 KiB asked for at a time. */
final class SnapshotStream extends ClientCall.Listener<SnapshotResponse> {
  private static final Duration TOKEN_WITHIN = Duration.ofSeconds(10);

  private final ClientCall<SnapshotRequest, SnapshotResponse> call;
  private final SnapshotSink sink;
  private final CompletableFuture<Answer<Done>> outcome;

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
    CompletableFuture<Answer<Done>> wanted = new CompletableFuture<>();
    var unused =
        calls
            .authorized(
                Deadline.in(TOKEN_WITHIN), channel -> attempt(channel, sink, executor, wanted))
            .whenComplete(
                (answer, thrown) ->
                    wanted.complete(
                        thrown == null ? answer : new Answer.Refused<>(Failures.of(thrown))));
    return wanted;
  }

  private static CompletableFuture<Answer<Done>> attempt(
      Channel channel,
      SnapshotSink sink,
      Executor executor,
      CompletableFuture<Answer<Done>> wanted) {
    CompletableFuture<Answer<Done>> outcome = new CompletableFuture<>();
    ClientCall<SnapshotRequest, SnapshotResponse> call =
        channel.newCall(
            MaintenanceGrpc.getSnapshotMethod(), CallOptions.DEFAULT.withExecutor(executor));
    call.start(new SnapshotStream(call, sink, outcome), new Metadata());
    call.sendMessage(SnapshotRequest.getDefaultInstance());
    call.halfClose();
    call.request(1);
    Calls.whenCancelled(wanted, () -> call.cancel("nobody waits any more", null));
    return outcome;
  }

  @Override
  public void onMessage(SnapshotResponse piece) {
    if (outcome.isDone()) {
      return;
    }
    try {
      sink.take(piece.getBlob().toByteArray(), piece.getRemainingBytes());
      call.request(1);
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
