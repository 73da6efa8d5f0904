package dev.etcdstorage.exporter.testkit;

import io.etcd.jetcd.api.WatchCreateRequest;
import io.etcd.jetcd.api.WatchGrpc.WatchImplBase;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Watches without events. Remembers those that would make a real etcd read its history. */
final class FakeWatch extends WatchImplBase {
  private final FakeState state;
  private final List<Long> historyReads = new CopyOnWriteArrayList<>();
  private final AtomicInteger open = new AtomicInteger();

  FakeWatch(FakeState state) {
    this.state = state;
  }

  List<Long> historyReads() {
    return List.copyOf(historyReads);
  }

  int open() {
    return open.get();
  }

  @Override
  public StreamObserver<WatchRequest> watch(StreamObserver<WatchResponse> responses) {
    open.incrementAndGet();
    if (responses instanceof ServerCallStreamObserver<WatchResponse> call) {
      call.setOnCloseHandler(open::decrementAndGet);
      call.setOnCancelHandler(open::decrementAndGet);
    }
    return new Session(responses);
  }

  /** One stream; gRPC calls it from one thread at a time. */
  private final class Session implements StreamObserver<WatchRequest> {
    private final StreamObserver<WatchResponse> responses;
    private long nextId;

    Session(StreamObserver<WatchResponse> responses) {
      this.responses = responses;
    }

    @Override
    public void onNext(WatchRequest request) {
      if (request.hasCreateRequest()) {
        create(request.getCreateRequest());
      } else if (request.hasCancelRequest()) {
        responses.onNext(
            response(request.getCancelRequest().getWatchId()).setCanceled(true).build());
      }
    }

    private void create(WatchCreateRequest request) {
      long id = nextId++;
      long start = request.getStartRevision();
      long compacted = state.compactedRevision();
      responses.onNext(response(id).setCreated(true).build());
      if (start > 0 && start < compacted) {
        responses.onNext(response(id).setCanceled(true).setCompactRevision(compacted).build());
      } else if (start > 0 && start <= state.revision()) {
        historyReads.add(start);
      }
    }

    private WatchResponse.Builder response(long id) {
      return WatchResponse.newBuilder().setHeader(state.header()).setWatchId(id);
    }

    @Override
    public void onError(Throwable error) {}

    @Override
    public void onCompleted() {
      responses.onCompleted();
    }
  }
}
