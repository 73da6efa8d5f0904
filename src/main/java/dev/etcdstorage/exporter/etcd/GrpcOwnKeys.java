package dev.etcdstorage.exporter.etcd;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.LeaseGrantRequest;
import io.etcd.jetcd.api.LeaseGrantResponse;
import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.LeaseKeepAliveRequest;
import io.etcd.jetcd.api.LeaseKeepAliveResponse;
import io.etcd.jetcd.api.LeaseRevokeRequest;
import io.etcd.jetcd.api.LeaseTimeToLiveRequest;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The exporter's own keys over gRPC. */
final class GrpcOwnKeys implements OwnKeys {
  /** A unary call on a channel that is ready to be tried. */
  interface Caller {
    <Q, R> CompletableFuture<Answer<R>> call(
        MethodDescriptor<Q, R> method, Q request, Deadline deadline);
  }

  private final Caller caller;
  private final Calls calls;

  /**
   * @param calls for the one call that is a stream
   */
  GrpcOwnKeys(Caller caller, Calls calls) {
    this.caller = caller;
    this.calls = calls;
  }

  private static ByteString key(String name) {
    return ByteString.copyFromUtf8(ROOT + name);
  }

  private static Optional<Kept> first(List<KeyValue> entries) {
    return entries.stream()
        .findFirst()
        .map(
            entry ->
                new Kept(
                    entry.getValue().toStringUtf8(), entry.getCreateRevision(), entry.getLease()));
  }

  private static RangeRequest range(String name) {
    return RangeRequest.newBuilder().setKey(key(name)).build();
  }

  @Override
  public CompletableFuture<Answer<Optional<Kept>>> get(String name, Deadline deadline) {
    return caller
        .call(KVGrpc.getRangeMethod(), range(name), deadline)
        .thenApply(answer -> answer.map(response -> first(response.getKvsList())));
  }

  @Override
  public CompletableFuture<Answer<List<String>>> names(String begin, Deadline deadline) {
    Key first = Key.of(ROOT + begin);
    RangeRequest request =
        RangeRequest.newBuilder()
            .setKey(key(begin))
            .setRangeEnd(ByteString.copyFrom(first.afterPrefix().orElseThrow().raw()))
            .setKeysOnly(true)
            .build();
    return caller
        .call(KVGrpc.getRangeMethod(), request, deadline)
        .thenApply(
            answer ->
                answer.map(
                    response ->
                        response.getKvsList().stream()
                            .map(entry -> entry.getKey().toStringUtf8().substring(ROOT.length()))
                            .toList()));
  }

  private static PutRequest putRequest(String name, String value, long lease) {
    return PutRequest.newBuilder()
        .setKey(key(name))
        .setValue(ByteString.copyFromUtf8(value))
        .setLease(lease)
        .build();
  }

  @Override
  public CompletableFuture<Answer<Done>> put(
      String name, String value, long lease, Deadline deadline) {
    return caller
        .call(KVGrpc.getPutMethod(), putRequest(name, value, lease), deadline)
        .thenApply(answer -> answer.map(ok -> Done.DONE));
  }

  @Override
  public CompletableFuture<Answer<Optional<Kept>>> create(
      String name, String value, long lease, Deadline deadline) {
    TxnRequest request =
        TxnRequest.newBuilder()
            .addCompare(
                Compare.newBuilder()
                    .setKey(key(name))
                    .setTarget(Compare.CompareTarget.CREATE)
                    .setResult(Compare.CompareResult.EQUAL)
                    .setCreateRevision(0))
            .addSuccess(RequestOp.newBuilder().setRequestPut(putRequest(name, value, lease)))
            .addFailure(RequestOp.newBuilder().setRequestRange(range(name)))
            .build();
    return caller
        .call(KVGrpc.getTxnMethod(), request, deadline)
        .thenApply(answer -> answer.map(GrpcOwnKeys::there));
  }

  private static Optional<Kept> there(TxnResponse response) {
    return response.getSucceeded()
        ? Optional.empty()
        : first(response.getResponses(0).getResponseRange().getKvsList());
  }

  @Override
  public CompletableFuture<Answer<Done>> delete(String name, Deadline deadline) {
    return caller
        .call(
            KVGrpc.getDeleteRangeMethod(),
            DeleteRangeRequest.newBuilder().setKey(key(name)).build(),
            deadline)
        .thenApply(answer -> answer.map(ok -> Done.DONE));
  }

  @Override
  public CompletableFuture<Answer<Long>> grantLease(Duration timeToLive, Deadline deadline) {
    return caller
        .call(
            LeaseGrpc.getLeaseGrantMethod(),
            LeaseGrantRequest.newBuilder().setTTL(timeToLive.toSeconds()).build(),
            deadline)
        .thenApply(answer -> answer.map(LeaseGrantResponse::getID));
  }

  @Override
  public CompletableFuture<Answer<Done>> renewLease(long lease, Deadline deadline) {
    return calls
        .authorized(deadline, channel -> keepAlive(channel, lease, deadline))
        .thenApply(
            answer ->
                answer instanceof Answer.Got<Long> left && left.value() <= 0
                    ? Answer.refused(Reason.ETCD_ERROR, "the lease has ended")
                    : answer.map(ok -> Done.DONE));
  }

  /**
   * One question on the stream of keep-alives, and its answer: the seconds to live, 0 when over.
   */
  private static CompletableFuture<Answer<Long>> keepAlive(
      Channel channel, long lease, Deadline deadline) {
    CompletableFuture<Answer<Long>> answer = new CompletableFuture<>();
    ClientCall<LeaseKeepAliveRequest, LeaseKeepAliveResponse> call =
        channel.newCall(LeaseGrpc.getLeaseKeepAliveMethod(), Calls.options(deadline));
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onMessage(LeaseKeepAliveResponse response) {
            answer.complete(new Answer.Got<>(response.getTTL()));
            call.cancel("answered", null);
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            answer.complete(new Answer.Refused<>(Failures.of(status.asRuntimeException(trailers))));
          }
        },
        new Metadata());
    call.sendMessage(LeaseKeepAliveRequest.newBuilder().setID(lease).build());
    call.request(1);
    return answer;
  }

  @Override
  public CompletableFuture<Answer<Duration>> leaseLeft(long lease, Deadline deadline) {
    return caller
        .call(
            LeaseGrpc.getLeaseTimeToLiveMethod(),
            LeaseTimeToLiveRequest.newBuilder().setID(lease).build(),
            deadline)
        .thenApply(answer -> answer.map(left -> Duration.ofSeconds(Math.max(0, left.getTTL()))));
  }

  @Override
  public CompletableFuture<Answer<Done>> revokeLease(long lease, Deadline deadline) {
    return caller
        .call(
            LeaseGrpc.getLeaseRevokeMethod(),
            LeaseRevokeRequest.newBuilder().setID(lease).build(),
            deadline)
        .thenApply(answer -> answer.map(ok -> Done.DONE));
  }
}
