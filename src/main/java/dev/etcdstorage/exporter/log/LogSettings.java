package dev.etcdstorage.exporter.log;

import java.io.PrintStream;
import org.slf4j.bridge.SLF4JBridgeHandler;
import org.slf4j.event.Level;

/** What all loggers go by; set once, before the first line. */
public final class LogSettings {
  /** The process has one log, as it has one standard error. */
  private static final LogSettings PROCESS = new LogSettings();

  private volatile Level level = Level.INFO;
  private volatile LogFormat format = LogFormat.LOGFMT;
  private volatile PrintStream out = System.err;

  LogSettings() {}

  static LogSettings process() {
    return PROCESS;
  }

  /**
   * Sets level, format and stream of the process' log, and leads java.util.logging into it, which
   * gRPC and the JDK's HTTP server write to.
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

  Level level() {
    return level;
  }

  LogFormat format() {
    return format;
  }

  PrintStream out() {
    return out;
  }
}
