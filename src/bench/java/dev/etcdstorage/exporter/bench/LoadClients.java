package dev.etcdstorage.exporter.bench;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.PutResponse;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes through one member at a fixed rate, whatever becomes of the writes before: clients that
 * wait for each other would hardly write while etcd stands still, and so hardly notice.
 */
final class LoadClients implements AutoCloseable {
  private static final int A_SECOND = 100;
  private static final int KEYS = 2_000;
  private static final int LIMIT_SECONDS = 10;
  private static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final ManagedChannel channel;
  private final KVGrpc.KVFutureStub kv;
  private final String prefix;
  private final ByteString value;
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong answered = new AtomicLong();
  private final ConcurrentLinkedQueue<Put> puts = new ConcurrentLinkedQueue<>();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

  private record Put(long nanos, boolean refused) {}

  /**
   * What became of the puts of a span of time.
   *
   * @param refused ended with an error, after at most ten seconds
   * @param slow took a second or more, and were answered
   */
  record Count(long puts, long refused, long slow, double longestSeconds) {
    long harmed() {
      return refused + slow;
    }

    Count plus(Count other) {
      return new Count(
          puts + other.puts,
          refused + other.refused,
          slow + other.slow,
          Math.max(longestSeconds, other.longestSeconds));
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%d puts, %d refused, %d slower than 1 s, longest %.1f s",
          puts,
          refused,
          slow,
          longestSeconds);
    }
  }

  LoadClients(String endpoint, int valueBytes) {
    channel = NettyChannelBuilder.forTarget(endpoint).usePlaintext().build();
    kv = KVGrpc.newFutureStub(channel);
    value = ByteString.copyFrom(new byte[valueBytes]);
    prefix = "/registry/leases/" + endpoint + "/";
    var unused =
        clock.scheduleAtFixedRate(
            this::put, 0, TimeUnit.SECONDS.toMicros(1) / A_SECOND, TimeUnit.MICROSECONDS);
  }

  private void put() {
    PutRequest put =
        PutRequest.newBuilder()
            .setKey(ByteString.copyFromUtf8(prefix + sent.getAndIncrement() % KEYS))
            .setValue(value)
            .build();
    long began = System.nanoTime();
    Futures.addCallback(
        kv.withDeadlineAfter(LIMIT_SECONDS, TimeUnit.SECONDS).put(put),
        new FutureCallback<PutResponse>() {
          @Override
          public void onSuccess(PutResponse response) {
            ended(began, false);
          }

          @Override
          public void onFailure(Throwable thrown) {
            ended(began, true);
          }
        },
        MoreExecutors.directExecutor());
  }

  private void ended(long began, boolean refused) {
    puts.add(new Put(System.nanoTime() - began, refused));
    answered.incrementAndGet();
  }

  /** Since the last call of this; waits for the answers of what was sent so far. */
  Count take() throws InterruptedException {
    long due = sent.get();
    while (answered.get() < due) {
      Thread.sleep(10);
    }
    long all = 0;
    long refused = 0;
    long slow = 0;
    long longest = 0;
    for (Put put = puts.poll(); put != null; put = puts.poll()) {
      all++;
      longest = Math.max(longest, put.nanos());
      if (put.refused()) {
        refused++;
      } else if (put.nanos() >= SLOW_NANOS) {
        slow++;
      }
    }
    return new Count(all, refused, slow, longest / 1e9);
  }

  @Override
  public void close() {
    clock.shutdownNow();
    channel.shutdownNow();
  }
}
