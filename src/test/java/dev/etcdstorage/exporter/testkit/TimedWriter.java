package dev.etcdstorage.exporter.testkit;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.PutRequest;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * Puts as fast as a few clients can, each one after the other, and remembers how long each took.
 */
public final class TimedWriter implements AutoCloseable {
  private static final int CLIENTS = 8;
  private static final int KEYS = 1_000;

  private final ManagedChannel channel;
  private final ByteString value;
  private final List<FutureTask<Void>> clients = new ArrayList<>();
  private final ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();
  private volatile boolean stopping;

  private TimedWriter(String endpoint, int valueBytes) {
    channel = NettyChannelBuilder.forTarget(endpoint).usePlaintext().build();
    value = ByteString.copyFrom(new byte[valueBytes]);
    for (int client = 0; client < CLIENTS; client++) {
      int number = client;
      FutureTask<Void> loop = new FutureTask<>(() -> write(number), null);
      clients.add(loop);
      new Thread(loop, "timed-writer-" + client).start();
    }
  }

  /** Starts to write to a plaintext endpoint, {@code host:port}. */
  public static TimedWriter to(String endpoint, int valueBytes) {
    return new TimedWriter(endpoint, valueBytes);
  }

  private void write(int client) {
    KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(channel);
    for (int n = 0; !stopping; n++) {
      ByteString key =
          ByteString.copyFromUtf8("/registry/pods/storm/pod-" + client + "-" + n % KEYS);
      PutRequest put = PutRequest.newBuilder().setKey(key).setValue(value).build();
      long began = System.nanoTime();
      var unused = kv.withDeadlineAfter(60, TimeUnit.SECONDS).put(put);
      nanos.add(System.nanoTime() - began);
    }
  }

  /** The times of the puts since the last call of this. */
  public Times take() {
    List<Long> taken = new ArrayList<>();
    for (Long next = nanos.poll(); next != null; next = nanos.poll()) {
      taken.add(next);
    }
    return new Times(taken.stream().sorted().toList());
  }

  /** Sorted, in nanoseconds. */
  public record Times(List<Long> nanos) {
    /** In milliseconds; {@code share} from 0 to 1. */
    public double percentile(double share) {
      return nanos.isEmpty() ? Double.NaN : nanos.get((int) ((nanos.size() - 1) * share)) / 1e6;
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%d puts, p50 %.1f ms, p99 %.1f ms, longest %.1f ms",
          nanos.size(),
          percentile(0.5),
          percentile(0.99),
          percentile(1));
    }
  }

  /** Returns when the last put is answered; fails when one of them failed. */
  @Override
  public void close() {
    stopping = true;
    try {
      for (FutureTask<Void> client : clients) {
        client.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted", e);
    } catch (ExecutionException e) {
      throw new AssertionError("Writing failed", e.getCause());
    } finally {
      channel.shutdownNow();
    }
  }
}
