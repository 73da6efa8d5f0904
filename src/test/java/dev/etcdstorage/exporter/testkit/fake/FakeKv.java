package dev.etcdstorage.exporter.testkit.fake;

import com.google.protobuf.ByteString;
import dev.etcdstorage.exporter.etcd.Key;
import dev.etcdstorage.exporter.etcd.KeyRange;
import dev.etcdstorage.exporter.etcd.KeyRead;
import io.etcd.jetcd.api.CompactionRequest;
import io.etcd.jetcd.api.CompactionResponse;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.DeleteRangeResponse;
import io.etcd.jetcd.api.KVGrpc.KVImplBase;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.PutResponse;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** The store's keys over gRPC. Transactions do what they do on success, unconditionally. */
final class FakeKv extends KVImplBase {
  private final FakeState state;
  private final FakeStore store;
  private final FakeKeys keys;
  private final List<AskedRange> asked = new CopyOnWriteArrayList<>();

  FakeKv(FakeState state, FakeStore store, FakeKeys keys) {
    this.state = state;
    this.store = store;
    this.keys = keys;
  }

  List<AskedRange> asked() {
    return List.copyOf(asked);
  }

  void forgetAsked() {
    asked.clear();
  }

  @Override
  public void range(RangeRequest request, StreamObserver<RangeResponse> observer) {
    Optional<Status> refusal;
    RangeResponse response;
    synchronized (store) {
      refusal = refusal(request.getRevision());
      response = refusal.isPresent() ? RangeResponse.getDefaultInstance() : response(request);
    }
    asked.add(new AskedRange(read(request), request.getSerializable(), response.getCount()));
    if (refusal.isPresent()) {
      observer.onError(refusal.get().asRuntimeException());
    } else {
      answer(observer, response);
    }
  }

  private Optional<Status> refusal(long revision) {
    if (revision > state.revision()) {
      return Optional.of(EtcdErrors.FUTURE_REVISION);
    }
    return revision > 0 && revision < state.compactedRevision()
        ? Optional.of(EtcdErrors.COMPACTED)
        : Optional.empty();
  }

  private RangeResponse response(RangeRequest request) {
    long revision = request.getRevision() > 0 ? request.getRevision() : state.revision();
    List<KeyValue> found = store.range(request.getKey(), request.getRangeEnd(), revision);
    RangeResponse.Builder response =
        RangeResponse.newBuilder().setHeader(state.header()).setCount(found.size());
    if (request.getCountOnly()) {
      return response.build();
    }
    long limit = request.getLimit() > 0 ? request.getLimit() : found.size();
    for (KeyValue keyValue : found.subList(0, (int) Math.min(limit, found.size()))) {
      response.addKvs(request.getKeysOnly() ? keyValue.toBuilder().clearValue().build() : keyValue);
    }
    return response.setMore(found.size() > limit).build();
  }

  private static KeyRead read(RangeRequest request) {
    Key from = Key.of(request.getKey().toByteArray());
    ByteString end = request.getRangeEnd();
    KeyRange range =
        FakeStore.isOpen(end)
            ? new KeyRange(from, Optional.empty())
            : KeyRange.of(from, end.isEmpty() ? from.next() : Key.of(end.toByteArray()));
    KeyRead.Content content = request.getKeysOnly() ? KeyRead.Content.KEYS : KeyRead.Content.VALUES;
    return new KeyRead(range, request.getRevision(), (int) request.getLimit(), content);
  }

  @Override
  public void put(PutRequest request, StreamObserver<PutResponse> observer) {
    keys.change(change -> put(change, request));
    answer(observer, PutResponse.newBuilder().setHeader(state.header()).build());
  }

  @Override
  public void deleteRange(
      DeleteRangeRequest request, StreamObserver<DeleteRangeResponse> observer) {
    long[] deleted = new long[1];
    keys.change(change -> deleted[0] = change.delete(request.getKey(), request.getRangeEnd()));
    answer(
        observer,
        DeleteRangeResponse.newBuilder().setHeader(state.header()).setDeleted(deleted[0]).build());
  }

  @Override
  public void txn(TxnRequest request, StreamObserver<TxnResponse> observer) {
    keys.change(
        change -> {
          for (RequestOp operation : request.getSuccessList()) {
            if (operation.hasRequestPut()) {
              put(change, operation.getRequestPut());
            } else if (operation.hasRequestDeleteRange()) {
              DeleteRangeRequest delete = operation.getRequestDeleteRange();
              change.delete(delete.getKey(), delete.getRangeEnd());
            }
          }
        });
    answer(observer, TxnResponse.newBuilder().setHeader(state.header()).setSucceeded(true).build());
  }

  private static void put(FakeStore.Transaction change, PutRequest request) {
    change.put(request.getKey(), request.getValue(), request.getLease());
  }

  @Override
  public void compact(CompactionRequest request, StreamObserver<CompactionResponse> observer) {
    Optional<Status> refusal = keys.tryCompact(request.getRevision());
    if (refusal.isPresent()) {
      observer.onError(refusal.get().asRuntimeException());
    } else {
      answer(observer, CompactionResponse.newBuilder().setHeader(state.header()).build());
    }
  }

  private static <A> void answer(StreamObserver<A> observer, A answer) {
    observer.onNext(answer);
    observer.onCompleted();
  }
}
