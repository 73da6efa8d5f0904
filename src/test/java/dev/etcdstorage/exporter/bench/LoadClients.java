package dev.etcdstorage.exporter.bench;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.PutRequest;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** Clients of one member that write on whatever happens, and count what was refused or slow. */
final class LoadClients implements AutoCloseable {
  private static final int CLIENTS = 4;
  private static final int KEYS = 500;
  private static final int LIMIT_SECONDS = 10;
  private static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final ManagedChannel channel;
  private final ByteString value;
  private final List<Thread> threads = new ArrayList<>();
  private final ConcurrentLinkedQueue<Put> puts = new ConcurrentLinkedQueue<>();
  private volatile boolean stopping;

  private record Put(long nanos, boolean refused) {}

  /**
   * What became of the puts of a span of time.
   *
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
    value = ByteString.copyFrom(new byte[valueBytes]);
    for (int client = 0; client < CLIENTS; client++) {
      String prefix = "/registry/leases/" + endpoint + "/" + client + "-";
      Thread thread = new Thread(() -> write(prefix), "load");
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  private void write(String prefix) {
    KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(channel);
    for (int n = 0; !stopping; n++) {
      PutRequest put =
          PutRequest.newBuilder()
              .setKey(ByteString.copyFromUtf8(prefix + n % KEYS))
              .setValue(value)
              .build();
      long began = System.nanoTime();
      boolean refused = false;
      try {
        var unused = kv.withDeadlineAfter(LIMIT_SECONDS, TimeUnit.SECONDS).put(put);
      } catch (StatusRuntimeException e) {
        refused = true;
      }
      puts.add(new Put(System.nanoTime() - began, refused));
    }
  }

  /** Since the last call of this. */
  Count take() {
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
    stopping = true;
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    channel.shutdownNow();
  }
}
