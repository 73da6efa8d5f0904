package dev.etcdstorage.exporter.report;

import dev.etcdstorage.exporter.text.Visible;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Lines on a terminal, where one can replace another, or in a file, where none can. Nothing from
 * etcd can steer the terminal.
 */
public final class ConsoleLines implements Lines {
  private static final Duration BETWEEN_PASSING = Duration.ofSeconds(10);

  /** ECMA-48: erase to the end of the line. */
  private static final String ERASE = "\r\u001b[K";

  private final PrintStream out;
  private final boolean terminal;
  private final InstantSource clock;
  private Instant lastPassing = Instant.EPOCH.minus(BETWEEN_PASSING);
  private boolean passes;

  public ConsoleLines(PrintStream out, boolean terminal, InstantSource clock) {
    this.out = out;
    this.terminal = terminal;
    this.clock = clock;
  }

  @Override
  public synchronized void line(String text) {
    erase();
    out.println(Visible.text(text));
    out.flush();
  }

  @Override
  public synchronized void passing(String text) {
    if (terminal) {
      out.print(ERASE + Visible.text(text));
      passes = true;
    } else if (Duration.between(lastPassing, clock.instant()).compareTo(BETWEEN_PASSING) >= 0) {
      lastPassing = clock.instant();
      out.println(Visible.text(text));
    }
    out.flush();
  }

  private void erase() {
    if (passes) {
      out.print(ERASE);
      passes = false;
    }
  }
}
