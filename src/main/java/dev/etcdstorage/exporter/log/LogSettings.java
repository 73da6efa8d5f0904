package dev.etcdstorage.exporter.log;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.bridge.SLF4JBridgeHandler;
import org.slf4j.event.Level;

/** The settings of all loggers; set once, before the first line. */
public final class LogSettings {
  /** The process has one log, as it has one standard error. */
  private static final LogSettings PROCESS = new LogSettings();

  private volatile Level level = Level.INFO;
  private volatile LogFormat format = LogFormat.LOGFMT;
  private volatile PrintStream out = System.err;
  private final LogWriter writer = new LogWriter(this::droppedLine);

  LogSettings() {}

  static LogSettings process() {
    return PROCESS;
  }

  /**
   * Sets level, format and stream of the process' log, and routes java.util.logging to it, which
   * gRPC and the JDK's HTTP server use.
   */
  public static void set(Level level, LogFormat format, PrintStream out) {
    if (!SLF4JBridgeHandler.isInstalled()) {
      SLF4JBridgeHandler.removeHandlersForRootLogger();
      SLF4JBridgeHandler.install();
    }
    PROCESS.level = level;
    PROCESS.format = format;
    PROCESS.out = out;
  }

  /**
   * Waits until everything is written, at most this long: a log that nobody reads must not keep the
   * program from ending.
   */
  public static void flush(Duration limit) {
    try {
      PROCESS.writer.flush(limit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Lines that were dropped because nobody read the ones before. */
  public static long dropped() {
    return PROCESS.writer.dropped();
  }

  /** Returns at once; the line is written soon. */
  void write(String line) {
    writer.write(out, line);
  }

  String droppedLine(long lines) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("time", LogFormat.time(Instant.now()));
    fields.put("level", "warn");
    fields.put("source", "log");
    fields.put("msg", "lines were dropped here, since nobody read the log");
    fields.put("lines", Long.toString(lines));
    return format.line(fields);
  }

  Level level() {
    return level;
  }

  LogFormat format() {
    return format;
  }
}
