package dev.etcdstorage.exporter.demo;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.CompactionRequest;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.LeaseGrantRequest;
import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Writes as kube-apiserver does: transactions that compare the mod revision, many under way at a
 * time, and compactions that are announced in a key.
 */
final class ApiServerWriter implements AutoCloseable {
  private static final int IN_FLIGHT = 32;
  private static final int MOST_REMEMBERED = 5_000;
  private static final long CALL_SECONDS = 10;

  private final ManagedChannel channel;
  private final SplittableRandom random;
  private final Duration eventsLive;
  private final ByteString filler;

  /**
   * What was read or written last of the keys that are written again; as kube-apiserver's cache.
   */
  private final Map<String, Long> modRevisions = new HashMap<>();

  private final Map<String, UnderWay> underWay = new LinkedHashMap<>();
  private Duration now = Duration.ZERO;
  private long eventLease;
  private Duration eventLeaseEnds = Duration.ZERO;
  private long compactVersion;
  private long revisionBefore;

  /**
   * On a channel that is closed with this.
   *
   * @param eventsLive how long what expires is kept
   */
  ApiServerWriter(ManagedChannel channel, SplittableRandom random, Duration eventsLive) {
    this.channel = channel;
    this.random = random;
    this.eventsLive = eventsLive;
    byte[] bytes = new byte[512 << 10];
    random.nextBytes(bytes);
    this.filler = ByteString.copyFrom(bytes);
  }

  /** What time it is, for leases. */
  void at(Duration time) {
    now = time;
  }

  private record UnderWay(StoredObject object, boolean expires, Future<TxnResponse> answer) {}

  /** Begins to write it; its value is as long as it is, and means nothing. */
  void put(StoredObject object, boolean expires) {
    if (underWay.size() == IN_FLIGHT || underWay.containsKey(object.key())) {
      settle();
    }
    underWay.put(object.key(), new UnderWay(object, expires, send(object, expires)));
  }

  /** Waits for all that is under way; throws the first failure when all have ended. */
  void settle() {
    RuntimeException failure = null;
    for (UnderWay one : underWay.values()) {
      try {
        TxnResponse answer = answer(one.answer());
        while (!answer.getSucceeded()) {
          learn(one.object().key(), answer);
          answer = answer(send(one.object(), one.expires()));
        }
        if (!one.expires()) {
          modRevisions.put(one.object().key(), answer.getHeader().getRevision());
        }
      } catch (StatusRuntimeException e) {
        failure = failure == null ? e : failure;
      }
    }
    underWay.clear();
    // Forgetting costs no more than a transaction that fails and tells.
    if (modRevisions.size() > MOST_REMEMBERED) {
      modRevisions.clear();
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Somebody else wrote it: the answer has what it is now. */
  private void learn(String key, TxnResponse answer) {
    modRevisions.put(key, found(answer).map(KeyValue::getModRevision).orElse(0L));
  }

  private Future<TxnResponse> send(StoredObject object, boolean expires) {
    PutRequest.Builder put = PutRequest.newBuilder().setKey(bytes(object.key()));
    int from = random.nextInt(filler.size() - object.valueBytes() + 1);
    put.setValue(filler.substring(from, from + object.valueBytes()));
    if (expires) {
      put.setLease(eventLease());
    }
    return ifUnchanged(object.key(), RequestOp.newBuilder().setRequestPut(put));
  }

  /** Deletes it and writes it anew. */
  void replace(StoredObject object) {
    settle();
    DeleteRangeRequest delete = DeleteRangeRequest.newBuilder().setKey(bytes(object.key())).build();
    TxnResponse answer =
        answer(ifUnchanged(object.key(), RequestOp.newBuilder().setRequestDeleteRange(delete)));
    if (answer.getSucceeded()) {
      modRevisions.remove(object.key());
    } else {
      learn(object.key(), answer);
    }
    put(object, false);
  }

  private Future<TxnResponse> ifUnchanged(String key, RequestOp.Builder then) {
    Compare unchanged =
        Compare.newBuilder()
            .setKey(bytes(key))
            .setTarget(Compare.CompareTarget.MOD)
            .setResult(Compare.CompareResult.EQUAL)
            .setModRevision(modRevisions.getOrDefault(key, 0L))
            .build();
    return txn(unchanged, then);
  }

  private Future<TxnResponse> txn(Compare compare, RequestOp.Builder then) {
    RangeRequest read = RangeRequest.newBuilder().setKey(compare.getKey()).build();
    return KVGrpc.newFutureStub(channel)
        .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)
        .txn(
            TxnRequest.newBuilder()
                .addCompare(compare)
                .addSuccess(then)
                .addFailure(RequestOp.newBuilder().setRequestRange(read))
                .build());
  }

  /** Events of some time share one lease. */
  private long eventLease() {
    if (now.compareTo(eventLeaseEnds) >= 0) {
      eventLease =
          LeaseGrpc.newBlockingStub(channel)
              .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)
              .leaseGrant(LeaseGrantRequest.newBuilder().setTTL(eventsLive.toSeconds()).build())
              .getID();
      eventLeaseEnds = now.plus(eventsLive.dividedBy(10));
    }
    return eventLease;
  }

  private void compactTo(long revision) {
    try {
      var unused =
          KVGrpc.newBlockingStub(channel)
              .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)
              .compact(CompactionRequest.newBuilder().setRevision(revision).build());
    } catch (StatusRuntimeException e) {
      // Somebody compacted further: so much the better.
      if (e.getStatus().getCode() != Status.Code.OUT_OF_RANGE) {
        throw e;
      }
    }
  }

  /** What a transaction that was not carried out read instead. */
  private static Optional<KeyValue> found(TxnResponse answer) {
    return answer.getResponses(0).getResponseRange().getKvsList().stream().findFirst();
  }

  private static TxnResponse answer(Future<TxnResponse> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    } catch (ExecutionException e) {
      throw Status.fromThrowable(e).asRuntimeException();
    }
  }

  private static ByteString bytes(String text) {
    return ByteString.copyFromUtf8(text);
  }

  /**
   * Compacts as kube-apiserver does, to where the store was at the last call or at creation:
   * whoever moves the key compacts, the others only see that it moved.
   */
  void compact() {
    long revision = revisionBefore;
    Compare notMoved =
        Compare.newBuilder()
            .setKey(bytes(KubernetesLoad.COMPACT_REV_KEY))
            .setTarget(Compare.CompareTarget.VERSION)
            .setResult(Compare.CompareResult.EQUAL)
            .setVersion(compactVersion)
            .build();
    PutRequest move =
        PutRequest.newBuilder()
            .setKey(bytes(KubernetesLoad.COMPACT_REV_KEY))
            .setValue(bytes(Long.toString(revision)))
            .build();
    TxnResponse answer = answer(txn(notMoved, RequestOp.newBuilder().setRequestPut(move)));
    revisionBefore = answer.getHeader().getRevision();
    if (!answer.getSucceeded()) {
      compactVersion = found(answer).map(KeyValue::getVersion).orElse(0L);
      return;
    }
    compactVersion++;
    if (revision > 0) {
      compactTo(revision);
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
