package dev.etcdstorage.exporter.testkit.real;

import dev.etcdstorage.exporter.testkit.util.Rounds;
import java.util.concurrent.atomic.AtomicLong;

/** Writes to one member until it is closed; keys come round again, so that history grows. */
public final class SteadyWriter implements AutoCloseable {
  private static final int KEYS = 200;

  private final AtomicLong rounds = new AtomicLong();
  private final Writer writer;
  private final Rounds writing;

  private SteadyWriter(String endpoint) {
    writer = Writer.to(endpoint);
    writing = Rounds.begin("steady-writer", this::write);
  }

  /** Starts to write to a plaintext endpoint, {@code host:port}. */
  public static SteadyWriter to(String endpoint) {
    return new SteadyWriter(endpoint);
  }

  private void write(long round) {
    writer.fill("/steady/", KEYS, 512);
    rounds.set(round + 1);
  }

  /** How often it wrote all its keys. */
  public long rounds() {
    return rounds.get();
  }

  /** Returns when the last put is answered; fails when one of them failed. */
  @Override
  public void close() {
    try (writer) {
      writing.close();
    }
  }
}
