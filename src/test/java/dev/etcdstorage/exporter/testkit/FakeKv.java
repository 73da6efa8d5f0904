package dev.etcdstorage.exporter.testkit;

import io.etcd.jetcd.api.KVGrpc.KVImplBase;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.grpc.stub.StreamObserver;

/** A keyspace without keys whose revisions count all the same. */
final class FakeKv extends KVImplBase {
  private final FakeState state;

  FakeKv(FakeState state) {
    this.state = state;
  }

  @Override
  public void range(RangeRequest request, StreamObserver<RangeResponse> observer) {
    long revision = request.getRevision();
    if (revision > state.revision()) {
      observer.onError(EtcdErrors.FUTURE_REVISION.asRuntimeException());
    } else if (revision > 0 && revision < state.compactedRevision()) {
      observer.onError(EtcdErrors.COMPACTED.asRuntimeException());
    } else {
      observer.onNext(RangeResponse.newBuilder().setHeader(state.header()).build());
      observer.onCompleted();
    }
  }
}
