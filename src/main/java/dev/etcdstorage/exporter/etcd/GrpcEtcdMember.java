package dev.etcdstorage.exporter.etcd;

import dev.etcdstorage.exporter.config.Endpoint;
import io.etcd.jetcd.api.ClusterGrpc;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.MemberListRequest;
import io.etcd.jetcd.api.MemberListResponse;
import io.etcd.jetcd.api.StatusRequest;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** A member over gRPC, with the generated stubs' methods on one kept channel. */
final class GrpcEtcdMember implements EtcdMember {
  private final Endpoint endpoint;
  private final ManagedChannel channel;
  private final AtomicLong connections;
  private final Calls calls;
  private final CompactionProbe compaction;
  private final KeyReader keys;
  private final MetricsPageReader pages;
  private final URI metricsUrl;
  private final long maxRequestBytes;

  /** The last Status got no answer, so the connection itself may be broken. */
  private volatile boolean silent;

  GrpcEtcdMember(
      Endpoint endpoint,
      ManagedChannel channel,
      AtomicLong connections,
      TokenSource tokens,
      MetricsPageReader pages,
      URI metricsUrl,
      long maxRequestBytes) {
    this.endpoint = endpoint;
    this.channel = channel;
    this.connections = connections;
    this.calls = new Calls(channel, tokens);
    this.compaction = new CompactionProbe(calls);
    this.keys = new KeyReader(calls);
    this.pages = pages;
    this.metricsUrl = metricsUrl;
    this.maxRequestBytes = maxRequestBytes;
  }

  @Override
  public Endpoint endpoint() {
    return endpoint;
  }

  @Override
  public long connections() {
    return connections.get();
  }

  @Override
  public CompletableFuture<Answer<MemberStatus>> status(Deadline deadline) {
    // A connection that the network cut silently looks fine for up to two minutes.
    return (silent ? FreshChannel.anew(channel, deadline) : FreshChannel.of(channel, deadline))
        .thenCompose(fresh -> askStatus(deadline));
  }

  private CompletableFuture<Answer<MemberStatus>> askStatus(Deadline deadline) {
    boolean connects = channel.getState(false) != ConnectivityState.READY;
    return calls
        .unary(MaintenanceGrpc.getStatusMethod(), StatusRequest.getDefaultInstance(), deadline)
        .thenApply(
            answer -> {
              silent = timedOut(answer);
              return answer;
            })
        .thenApply(answer -> connects ? Failures.connecting(endpoint.tls(), answer) : answer)
        .thenApply(answer -> answer.map(StatusDecoder::decode));
  }

  /** Whether the last attempt to connect failed. Set just after that call's answer. */
  boolean backingOff() {
    return FreshChannel.backingOff(channel);
  }

  private static boolean timedOut(Answer<?> answer) {
    return answer.refusal().map(failure -> failure.reason() == Reason.TIMEOUT).orElse(false);
  }

  @Override
  public CompletableFuture<Answer<List<ListedMember>>> memberList(Deadline deadline) {
    return calls
        .unary(ClusterGrpc.getMemberListMethod(), MemberListRequest.getDefaultInstance(), deadline)
        .thenApply(answer -> answer.map(GrpcEtcdMember::listed));
  }

  private static List<ListedMember> listed(MemberListResponse response) {
    return response.getMembersList().stream()
        .map(m -> new ListedMember(m.getID(), m.getName(), m.getClientURLsList(), m.getIsLearner()))
        .toList();
  }

  @Override
  public CompletableFuture<Answer<Long>> compactedRevision(long lastKnown, Deadline deadline) {
    return compaction.find(lastKnown, deadline);
  }

  @Override
  public CompletableFuture<Answer<MetricsPage>> metricsPage(Deadline deadline) {
    return pages.read(metricsUrl, deadline);
  }

  @Override
  public CompletableFuture<Answer<KeyPage>> keys(KeyRead read, Deadline deadline) {
    return keys.read(read, deadline);
  }

  @Override
  public KeyWatch watch(long startRevision, Executor executor, Consumer<WatchMessage> listener) {
    return WatchStream.open(calls, startRevision, maxRequestBytes, executor, listener);
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
