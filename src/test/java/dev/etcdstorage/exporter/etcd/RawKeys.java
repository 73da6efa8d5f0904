package dev.etcdstorage.exporter.etcd;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.CompactionRequest;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.LeaseGrantRequest;
import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Writes of every kind, by jetcd's own messages on a channel of their own. */
final class RawKeys implements AutoCloseable {
  private final ManagedChannel channel;

  RawKeys(String endpoint) {
    channel = NettyChannelBuilder.forTarget(endpoint).usePlaintext().build();
  }

  private KVGrpc.KVBlockingStub kv() {
    return KVGrpc.newBlockingStub(channel).withDeadlineAfter(30, TimeUnit.SECONDS);
  }

  long put(Key key, int valueBytes) {
    return put(key, valueBytes, 0);
  }

  /** The revision that it made. */
  long put(Key key, int valueBytes, long lease) {
    return kv().put(request(key, valueBytes, lease)).getHeader().getRevision();
  }

  long delete(Key key) {
    return kv().deleteRange(DeleteRangeRequest.newBuilder().setKey(bytes(key)).build())
        .getHeader()
        .getRevision();
  }

  long lease() {
    return LeaseGrpc.newBlockingStub(channel)
        .withDeadlineAfter(10, TimeUnit.SECONDS)
        .leaseGrant(LeaseGrantRequest.newBuilder().setTTL(3600).build())
        .getID();
  }

  /** Puts {@code prefix + number}, all of them in one revision. */
  long putTogether(String prefix, int keys, int valueBytes) {
    TxnRequest.Builder transaction = TxnRequest.newBuilder();
    IntStream.range(0, keys)
        .forEach(
            i ->
                transaction.addSuccess(
                    RequestOp.newBuilder()
                        .setRequestPut(request(Key.of(prefix + i), valueBytes, 0))));
    return kv().txn(transaction.build()).getHeader().getRevision();
  }

  void compact(long revision) {
    var unused =
        kv().compact(
                CompactionRequest.newBuilder().setRevision(revision).setPhysical(true).build());
  }

  private static PutRequest request(Key key, int valueBytes, long lease) {
    byte[] value = new byte[valueBytes];
    new Random(valueBytes).nextBytes(value);
    return PutRequest.newBuilder()
        .setKey(bytes(key))
        .setValue(ByteString.copyFrom(value))
        .setLease(lease)
        .build();
  }

  private static ByteString bytes(Key key) {
    return ByteString.copyFrom(key.toBytes());
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
