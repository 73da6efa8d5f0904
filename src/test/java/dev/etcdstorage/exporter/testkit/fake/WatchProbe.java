package dev.etcdstorage.exporter.testkit.fake;

import com.google.protobuf.ByteString;
import dev.etcdstorage.exporter.testkit.util.Poll;
import io.etcd.jetcd.api.WatchCreateRequest;
import io.etcd.jetcd.api.WatchGrpc;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** One watch on a plain stub, answer by answer. */
final class WatchProbe implements StreamObserver<WatchResponse>, AutoCloseable {
  private final BlockingQueue<WatchResponse> answers = new LinkedBlockingQueue<>();
  private final Context.CancellableContext call = Context.current().withCancellation();

  private WatchProbe() {}

  /** Of a key that nobody writes. */
  static WatchProbe at(Channel channel, long revision) {
    return of(channel, ByteString.copyFromUtf8("nowhere"), ByteString.EMPTY, revision);
  }

  static WatchProbe of(Channel channel, ByteString key, ByteString end, long revision) {
    WatchProbe probe = new WatchProbe();
    WatchRequest create =
        WatchRequest.newBuilder()
            .setCreateRequest(
                WatchCreateRequest.newBuilder()
                    .setKey(key)
                    .setRangeEnd(end)
                    .setStartRevision(revision))
            .build();
    probe.call.run(() -> WatchGrpc.newStub(channel).watch(probe).onNext(create));
    return probe;
  }

  WatchResponse next() {
    return Poll.answer(
        () -> "the next answer of a watch",
        Duration.ofSeconds(5),
        () -> Optional.ofNullable(answers.poll()));
  }

  @Override
  public void onNext(WatchResponse response) {
    answers.add(response);
  }

  @Override
  public void onError(Throwable error) {}

  @Override
  public void onCompleted() {}

  @Override
  public void close() {
    call.cancel(null);
  }
}
