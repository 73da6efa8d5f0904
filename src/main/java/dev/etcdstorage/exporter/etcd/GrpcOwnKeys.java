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
import io.etcd.jetcd.api.LeaseRevokeRequest;
import io.etcd.jetcd.api.LeaseTimeToLiveRequest;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import io.grpc.Channel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The exporter's own keys over gRPC. */
final class GrpcOwnKeys implements OwnKeys {
  private final Calls calls;

  GrpcOwnKeys(Calls calls) {
    this.calls = calls;
  }

  private static ByteString key(String name) {
    return ByteString.copyFromUtf8(ROOT + name);
  }

  private static Optional<Entry> first(List<KeyValue> entries) {
    return entries.stream()
        .findFirst()
        .map(entry -> new Entry(entry.getValue().toStringUtf8(), entry.getLease()));
  }

  private static RangeRequest range(String name) {
    return RangeRequest.newBuilder().setKey(key(name)).build();
  }

  @Override
  public CompletableFuture<Answer<Optional<Entry>>> get(String name, Deadline deadline) {
    return calls
        .unary(KVGrpc.getRangeMethod(), range(name), deadline)
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
    return calls
        .unary(KVGrpc.getRangeMethod(), request, deadline)
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
  public CompletableFuture<Answer<Done>> put(String name, String value, Deadline deadline) {
    return calls.order(KVGrpc.getPutMethod(), putRequest(name, value, 0), deadline);
  }

  @Override
  public CompletableFuture<Answer<Optional<Entry>>> create(
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
    return calls
        .unary(KVGrpc.getTxnMethod(), request, deadline)
        .thenApply(answer -> answer.map(GrpcOwnKeys::there));
  }

  private static Optional<Entry> there(TxnResponse response) {
    return response.getSucceeded()
        ? Optional.empty()
        : first(response.getResponses(0).getResponseRange().getKvsList());
  }

  @Override
  public CompletableFuture<Answer<Done>> delete(String name, Deadline deadline) {
    return calls.order(
        KVGrpc.getDeleteRangeMethod(),
        DeleteRangeRequest.newBuilder().setKey(key(name)).build(),
        deadline);
  }

  @Override
  public CompletableFuture<Answer<Long>> grantLease(Duration timeToLive, Deadline deadline) {
    return calls
        .unary(
            LeaseGrpc.getLeaseGrantMethod(),
            LeaseGrantRequest.newBuilder().setTTL(timeToLive.toSeconds()).build(),
            deadline)
        .thenApply(answer -> answer.map(LeaseGrantResponse::getID));
  }

  @Override
  public CompletableFuture<Answer<Done>> renewLease(long lease, Deadline deadline) {
    return calls
        .withToken(deadline, channel -> keepAlive(channel, lease, deadline))
        .thenApply(
            answer ->
                answer.<Answer<Done>>match(
                    GrpcOwnKeys::renewed, failure -> new Answer.Refused<>(failure)));
  }

  private static Answer<Done> renewed(long secondsLeft) {
    return secondsLeft > 0
        ? new Answer.Got<>(Done.DONE)
        : Answer.refused(Reason.ETCD_ERROR, "the lease has ended");
  }

  /** The lease's time to live in seconds, 0 when it has ended. */
  private static CompletableFuture<Answer<Long>> keepAlive(
      Channel channel, long lease, Deadline deadline) {
    return Calls.first(
        channel,
        LeaseGrpc.getLeaseKeepAliveMethod(),
        LeaseKeepAliveRequest.newBuilder().setID(lease).build(),
        deadline,
        response -> Optional.of(new Answer.Got<>(response.getTTL())));
  }

  @Override
  public CompletableFuture<Answer<Duration>> leaseLeft(long lease, Deadline deadline) {
    return calls
        .unary(
            LeaseGrpc.getLeaseTimeToLiveMethod(),
            LeaseTimeToLiveRequest.newBuilder().setID(lease).build(),
            deadline)
        .thenApply(answer -> answer.map(left -> Duration.ofSeconds(Math.max(0, left.getTTL()))));
  }

  @Override
  public CompletableFuture<Answer<Done>> revokeLease(long lease, Deadline deadline) {
    return calls.order(
        LeaseGrpc.getLeaseRevokeMethod(),
        LeaseRevokeRequest.newBuilder().setID(lease).build(),
        deadline);
  }
}
