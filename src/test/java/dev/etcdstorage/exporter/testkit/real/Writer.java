package dev.etcdstorage.exporter.testkit.real;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.AlarmRequest;
import io.etcd.jetcd.api.CompactionRequest;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.LeaseGrantRequest;
import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.LeaseRevokeRequest;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.PutResponse;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongFunction;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Fills an etcd fast: many puts are under way at once on one channel. */
public final class Writer implements AutoCloseable {
  /** Of {@code AlarmType}, which jetcd's generated class lacks. */
  private static final int CORRUPT = 2;

  private static final int IN_FLIGHT = 128;

  /** What waits for longer than seven seconds etcd refuses, and a slow disk takes its time. */
  private static final int BYTES_IN_FLIGHT = 8 << 20;

  private static final int LIMIT_SECONDS = 300;

  private final ManagedChannel channel;

  private Writer(ManagedChannel channel) {
    this.channel = channel;
  }

  /** A plaintext endpoint, {@code host:port}. */
  public static Writer to(String endpoint) {
    return new Writer(NettyChannelBuilder.forTarget(endpoint).usePlaintext().build());
  }

  /** An endpoint that asks for this client certificate. */
  public static Writer overTls(String endpoint, Path trustedCa, Path cert, Path key) {
    try {
      return new Writer(
          NettyChannelBuilder.forTarget(endpoint)
              .sslContext(
                  GrpcSslContexts.forClient()
                      .trustManager(trustedCa.toFile())
                      .keyManager(cert.toFile(), key.toFile())
                      .build())
              .build());
    } catch (SSLException e) {
      throw new AssertionError("No TLS with " + cert, e);
    }
  }

  /** Puts {@code prefix + number} for each number below the count. */
  public void fill(String prefix, long keys, int valueBytes) {
    putAll(keys, valueBytes, number -> prefix + number);
  }

  /** Puts one key so many times: all but the last become history. */
  public void overwrite(String key, long times, int valueBytes) {
    putAll(times, valueBytes, number -> key);
  }

  /** Puts until etcd refuses for want of space; returns how many went in. */
  public long fillUntilNoSpace(String prefix, int valueBytes) {
    return putUntilNoSpace(number -> prefix + number, valueBytes);
  }

  /** The same with small values, many at a time: nearly all of the file lives then. */
  public void fillDenselyUntilNoSpace(String prefix) {
    ByteString value = ByteString.copyFrom(new byte[1_000]);
    try {
      putEach(Long.MAX_VALUE, number -> request(prefix + number, value));
    } catch (AssertionError failed) {
      if (!String.valueOf(failed.getCause()).contains("space exceeded")) {
        throw failed;
      }
    }
  }

  /** Puts one key until etcd refuses: all but the last become history. */
  public long overwriteUntilNoSpace(String key, int valueBytes) {
    return putUntilNoSpace(number -> key, valueBytes);
  }

  private long putUntilNoSpace(LongFunction<String> key, int valueBytes) {
    KVGrpc.KVBlockingStub kv =
        KVGrpc.newBlockingStub(channel).withDeadlineAfter(LIMIT_SECONDS, TimeUnit.SECONDS);
    ByteString value = ByteString.copyFrom(new byte[valueBytes]);
    for (long number = 0; ; number++) {
      try {
        var unused = kv.put(request(key.apply(number), value));
      } catch (StatusRuntimeException e) {
        if (e.getStatus().getCode() == Status.Code.RESOURCE_EXHAUSTED
            && String.valueOf(e.getStatus().getDescription()).contains("space exceeded")) {
          return number;
        }
        throw e;
      }
    }
  }

  /** Deletes every key with the prefix; returns how many. */
  public long deleteAll(String prefix) {
    return KVGrpc.newBlockingStub(channel)
        .withDeadlineAfter(LIMIT_SECONDS, TimeUnit.SECONDS)
        .deleteRange(
            DeleteRangeRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(prefix))
                .setRangeEnd(endOf(prefix))
                .build())
        .getDeleted();
  }

  /** Compacts, and waits until the pages are free. */
  public void compactPhysically(long revision) {
    var unused =
        KVGrpc.newBlockingStub(channel)
            .withDeadlineAfter(LIMIT_SECONDS, TimeUnit.SECONDS)
            .compact(
                CompactionRequest.newBuilder().setRevision(revision).setPhysical(true).build());
  }

  /** Raises the alarm CORRUPT in the name of a member, as etcd's own corruption check does. */
  public void raiseCorrupt(long memberId) {
    var unused =
        MaintenanceGrpc.newBlockingStub(channel)
            .withDeadlineAfter(LIMIT_SECONDS, TimeUnit.SECONDS)
            .alarm(
                AlarmRequest.newBuilder()
                    .setAction(AlarmRequest.AlarmAction.ACTIVATE)
                    .setMemberID(memberId)
                    .setAlarmValue(CORRUPT)
                    .build());
  }

  /**
   * Puts whatever is asked for, each number below the count; up to 128 are under way at once, fewer
   * of large ones.
   */
  public void putEach(long count, LongFunction<PutRequest> request) {
    KVGrpc.KVStub kv = KVGrpc.newStub(channel).withDeadlineAfter(LIMIT_SECONDS, TimeUnit.SECONDS);
    Window<PutResponse> window = new Window<>();
    for (long number = 0; number < count && window.open(); number++) {
      PutRequest put = request.apply(number);
      kv.put(put, window.enter(put.getSerializedSize()));
    }
    window.drain();
  }

  /** The same, so many to a transaction: far faster, and one revision for all of them. */
  public void putTogether(int together, long count, LongFunction<PutRequest> request) {
    KVGrpc.KVStub kv = KVGrpc.newStub(channel).withDeadlineAfter(LIMIT_SECONDS, TimeUnit.SECONDS);
    Window<TxnResponse> window = new Window<>();
    for (long number = 0; number < count && window.open(); ) {
      TxnRequest.Builder transaction = TxnRequest.newBuilder();
      for (int i = 0; i < together && number < count; i++, number++) {
        transaction.addSuccess(RequestOp.newBuilder().setRequestPut(request.apply(number)));
      }
      TxnRequest txn = transaction.build();
      kv.txn(txn, window.enter(txn.getSerializedSize()));
    }
    window.drain();
  }

  /** A new lease; returns its id. */
  public long grantLease(long seconds) {
    return LeaseGrpc.newBlockingStub(channel)
        .withDeadlineAfter(LIMIT_SECONDS, TimeUnit.SECONDS)
        .leaseGrant(LeaseGrantRequest.newBuilder().setTTL(seconds).build())
        .getID();
  }

  /** Ends a lease as its expiry does: its keys go in one revision. */
  public void revoke(long lease) {
    var unused =
        LeaseGrpc.newBlockingStub(channel)
            .withDeadlineAfter(LIMIT_SECONDS, TimeUnit.SECONDS)
            .leaseRevoke(LeaseRevokeRequest.newBuilder().setID(lease).build());
  }

  private void putAll(long count, int valueBytes, LongFunction<String> key) {
    ByteString value = ByteString.copyFrom(new byte[valueBytes]);
    putEach(count, number -> request(key.apply(number), value));
  }

  private static PutRequest request(String key, ByteString value) {
    return PutRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).setValue(value).build();
  }

  /** The first key after all that begin with the prefix. */
  private static ByteString endOf(String prefix) {
    byte[] end = ByteString.copyFromUtf8(prefix).toByteArray();
    end[end.length - 1]++;
    return ByteString.copyFrom(end);
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  /** Bounds the puts under way and their bytes, and keeps the first failure. */
  private static final class Window<T> {
    private final Semaphore free = new Semaphore(BYTES_IN_FLIGHT);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    boolean open() {
      return failure.get() == null;
    }

    /** Waits for room. */
    StreamObserver<T> enter(int bytes) {
      int room = Math.min(BYTES_IN_FLIGHT, Math.max(bytes, BYTES_IN_FLIGHT / IN_FLIGHT));
      free.acquireUninterruptibly(room);
      return new StreamObserver<>() {
        @Override
        public void onNext(T response) {}

        @Override
        public void onError(Throwable error) {
          failure.compareAndSet(null, error);
          free.release(room);
        }

        @Override
        public void onCompleted() {
          free.release(room);
        }
      };
    }

    void drain() {
      if (open()) {
        free.acquireUninterruptibly(BYTES_IN_FLIGHT);
      }
      Throwable first = failure.get();
      if (first != null) {
        throw new AssertionError("A put failed", first);
      }
    }
  }
}
