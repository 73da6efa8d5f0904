package dev.etcdstorage.exporter.testkit.real;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;

/** Writes to one member until it is closed; keys come round again, so that history grows. */
public final class SteadyWriter implements AutoCloseable {
  private static final int KEYS = 200;

  private final Writer writer;
  private final FutureTask<Void> loop = new FutureTask<>(this::write, null);
  private volatile boolean stopping;
  private final AtomicLong rounds = new AtomicLong();

  private SteadyWriter(Writer writer) {
    this.writer = writer;
  }

  /** Starts to write to a plaintext endpoint, {@code host:port}. */
  public static SteadyWriter to(String endpoint) {
    SteadyWriter steady = new SteadyWriter(Writer.to(endpoint));
    new Thread(steady.loop, "steady-writer").start();
    return steady;
  }

  private void write() {
    while (!stopping) {
      writer.fill("/steady/", KEYS, 512);
      rounds.incrementAndGet();
    }
  }

  /** How often it wrote all its keys. */
  public long rounds() {
    return rounds.get();
  }

  /** Returns when the last put is answered; fails when one of them failed. */
  @Override
  public void close() {
    stopping = true;
    try {
      loop.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted", e);
    } catch (ExecutionException e) {
      throw new AssertionError("Writing failed", e.getCause());
    } finally {
      writer.close();
    }
  }
}
