package dev.etcdstorage.exporter.keyspace.watch;

import com.google.protobuf.ByteString;
import dev.etcdstorage.exporter.testkit.util.Rounds;
import io.etcd.jetcd.api.CompactionRequest;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes without end, through whatever happens to etcd: puts, deletes, and both in transactions.
 * What a failed call came to is unknown; how many events there really were is read from the store
 * afterwards: the versions of what was put, and how many of the keys to delete are left.
 */
final class LoadWriter implements AutoCloseable {
  private static final String PUT = "/put/";
  private static final String DOOMED = "/doomed/";
  private static final int DOOMED_KEYS = 3_000;
  private static final int KEYS = 50;
  private static final ByteString VALUE = ByteString.copyFrom(new byte[512]);

  private final ManagedChannel channel;
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private Optional<Rounds> load = Optional.empty();
  private int doomed;

  LoadWriter(String endpoint) {
    channel = NettyChannelBuilder.forTarget(endpoint).usePlaintext().build();
  }

  private KVGrpc.KVBlockingStub kv(int seconds) {
    return KVGrpc.newBlockingStub(channel).withDeadlineAfter(seconds, TimeUnit.SECONDS);
  }

  /** The keys that are deleted later; before the watch. Returns the revision then. */
  long prepare() {
    long revision = 0;
    for (int from = 0; from < DOOMED_KEYS; from += 100) {
      TxnRequest.Builder txn = TxnRequest.newBuilder();
      for (int i = from; i < from + 100; i++) {
        txn.addSuccess(RequestOp.newBuilder().setRequestPut(put(DOOMED + i)));
      }
      revision = kv(30).txn(txn.build()).getHeader().getRevision();
    }
    return revision;
  }

  void begin() {
    load = Optional.of(Rounds.begin("load", this::write));
  }

  private void write(long n) {
    try {
      writeOnce(n);
      done.incrementAndGet();
    } catch (StatusRuntimeException e) {
      failed.incrementAndGet();
      channel.resetConnectBackoff();
    }
  }

  /** Returns the revision. */
  long writeOnce(long n) {
    String key = PUT + n % KEYS;
    if (n % 3 != 0 || doomed >= DOOMED_KEYS) {
      return kv(1).put(put(key).build()).getHeader().getRevision();
    }
    return kv(1)
        .txn(
            TxnRequest.newBuilder()
                .addSuccess(RequestOp.newBuilder().setRequestPut(put(key)))
                .addSuccess(RequestOp.newBuilder().setRequestPut(put(key + "/b")))
                .addSuccess(RequestOp.newBuilder().setRequestDeleteRange(delete(DOOMED + doomed++)))
                .build())
        .getHeader()
        .getRevision();
  }

  void compact(long revision) {
    var unused =
        kv(30)
            .compact(
                CompactionRequest.newBuilder().setRevision(revision).setPhysical(true).build());
  }

  private static PutRequest.Builder put(String key) {
    return PutRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).setValue(VALUE);
  }

  private static DeleteRangeRequest.Builder delete(String key) {
    return DeleteRangeRequest.newBuilder().setKey(ByteString.copyFromUtf8(key));
  }

  long done() {
    return done.get();
  }

  long failed() {
    return failed.get();
  }

  void stop() {
    load.ifPresent(Rounds::close);
  }

  /** The store's revision. */
  long revision() {
    return range(PUT).getHeader().getRevision();
  }

  /** All puts since {@link #prepare}, also those whose answer was lost. */
  long puts() {
    return range(PUT).getKvsList().stream().mapToLong(KeyValue::getVersion).sum();
  }

  /** All deletes since {@link #prepare}. */
  long deletes() {
    return DOOMED_KEYS - range(DOOMED).getCount();
  }

  private RangeResponse range(String prefix) {
    byte[] end = prefix.getBytes(StandardCharsets.UTF_8);
    end[end.length - 1]++;
    return kv(30)
        .range(
            RangeRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(prefix))
                .setRangeEnd(ByteString.copyFrom(end))
                .setKeysOnly(true)
                .build());
  }

  @Override
  public void close() {
    channel.shutdownNow();
    stop();
  }
}
