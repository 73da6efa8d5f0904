package dev.etcdstorage.exporter.log;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Writes lines in order on a thread of its own: no caller, least of all the event loop or a holder
 * of locks, may ever wait for the reader of the log. If nobody reads it, a part is kept, and what
 * does not fit is dropped and counted.
 */
final class LogWriter {
  private static final int MOST_CHARS = 256 << 10;

  private final LongFunction<String> notice;
  private final Deque<Line> waiting = new ArrayDeque<>();
  private @Nullable Thread thread;
  private int chars;
  private boolean writing;
  private long untold;
  private long dropped;

  private record Line(PrintStream out, String text) {}

  /**
   * @param notice the line that replaces so many others
   */
  LogWriter(LongFunction<String> notice) {
    this.notice = notice;
  }

  /** Returns at once. */
  synchronized void write(PrintStream out, String text) {
    if (chars + text.length() > MOST_CHARS) {
      untold++;
      dropped++;
      return;
    }
    tell(out);
    add(out, text);
  }

  /** Lines that were never written. */
  synchronized long dropped() {
    return dropped;
  }

  /** Waits until everything is written, at most this long. */
  synchronized void flush(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    for (long left = limit.toNanos();
        left > 0 && (writing || !waiting.isEmpty());
        left = end - System.nanoTime()) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }

  private void tell(PrintStream out) {
    if (untold > 0) {
      add(out, notice.apply(untold));
      untold = 0;
    }
  }

  private void add(PrintStream out, String text) {
    waiting.add(new Line(out, text));
    chars += text.length();
    if (thread == null) {
      thread = new Thread(this::run, "log");
      thread.setDaemon(true);
      thread.start();
    }
    notifyAll();
  }

  private void run() {
    try {
      while (true) {
        Line line = next();
        line.out().println(line.text());
        written(line);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts it", e);
    }
  }

  private synchronized Line next() throws InterruptedException {
    while (waiting.isEmpty()) {
      wait();
    }
    writing = true;
    Line line = waiting.remove();
    chars -= line.text().length();
    return line;
  }

  private synchronized void written(Line line) {
    writing = false;
    if (waiting.isEmpty()) {
      tell(line.out());
    }
    notifyAll();
  }
}
