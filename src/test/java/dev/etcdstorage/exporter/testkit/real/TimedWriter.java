package dev.etcdstorage.exporter.testkit.real;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.etcdstorage.exporter.testkit.util.Rounds;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Puts as fast as a few clients can, each one after the other, and remembers how long each took: by
 * jetcd's client, as an application in Java would.
 */
public final class TimedWriter implements AutoCloseable {
  private static final int CLIENTS = 8;
  private static final int KEYS = 1_000;

  private final Client client;
  private final ByteSequence value;
  private final List<Rounds> clients = new ArrayList<>();
  private final ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();

  private TimedWriter(String endpoint, int valueBytes) {
    client = Client.builder().endpoints("http://" + endpoint).build();
    value = ByteSequence.from(new byte[valueBytes]);
    for (int i = 0; i < CLIENTS; i++) {
      int number = i;
      clients.add(Rounds.begin("timed-writer-" + i, n -> write(number, n)));
    }
  }

  /** Starts to write to a plaintext endpoint, {@code host:port}. */
  public static TimedWriter to(String endpoint, int valueBytes) {
    return new TimedWriter(endpoint, valueBytes);
  }

  private void write(int number, long n) {
    String key = "/registry/pods/storm/pod-" + number + "-" + n % KEYS;
    long began = System.nanoTime();
    try {
      var unused =
          client.getKVClient().put(ByteSequence.from(key, UTF_8), value).get(60, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("A put failed", e);
    }
    nanos.add(System.nanoTime() - began);
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
    try (client) {
      clients.forEach(Rounds::close);
    }
  }
}
