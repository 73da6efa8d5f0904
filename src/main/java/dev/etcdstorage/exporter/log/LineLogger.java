package dev.etcdstorage.exporter.log;

import dev.etcdstorage.exporter.text.Visible;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.LoggingEventAware;

/** Writes one line an event, with key-values or in the classic way. */
final class LineLogger extends LegacyAbstractLogger implements LoggingEventAware {
  /**
   * Libraries that are logged only when they fail, at every level: this program logs their news
   * itself, and at debug netty prints the frames it sends, with passwords and tokens in them.
   */
  private static final List<String> CHATTY = List.of("io.grpc.", "io.netty.", "sun.", "javax.net.");

  private final transient LogSettings settings;
  private final boolean chatty;

  LineLogger(String name, LogSettings settings) {
    this.name = name;
    this.settings = settings;
    this.chatty = CHATTY.stream().anyMatch(name::startsWith);
  }

  @Override
  public void log(LoggingEvent event) {
    if (!enabled(event.getLevel())) {
      return;
    }
    Map<String, String> fields = header(event.getLevel(), event.getMessage());
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    if (pairs != null) {
      pairs.forEach(pair -> add(fields, pair.key, String.valueOf(pair.value)));
    }
    write(fields, event.getThrowable());
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      String message,
      Object @Nullable [] arguments,
      @Nullable Throwable thrown) {
    String text = MessageFormatter.basicArrayFormat(message, arguments);
    write(header(level, text), thrown);
  }

  private Map<String, String> header(Level level, @Nullable String message) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("time", LogFormat.time(Instant.now()));
    fields.put("level", level.name().toLowerCase(Locale.ROOT));
    fields.put("source", name.substring(name.lastIndexOf('.') + 1));
    fields.put("msg", String.valueOf(message));
    return fields;
  }

  private void write(Map<String, String> fields, @Nullable Throwable thrown) {
    if (thrown != null) {
      add(fields, "err", thrown.toString());
    }
    String text = settings.format().line(fields);
    if (thrown != null && settings.level().toInt() <= Level.DEBUG.toInt()) {
      StringWriter trace = new StringWriter(); // requested by --log.level=debug
      thrown.printStackTrace(new PrintWriter(trace));
      text += System.lineSeparator() + Visible.lines(trace.toString()).stripTrailing();
    }
    settings.write(text);
  }

  /** A key that exists keeps its value; the new one gets a mark. */
  private static void add(Map<String, String> fields, String key, String value) {
    String free = key;
    while (fields.putIfAbsent(free, value) != null) {
      free += "_";
    }
  }

  private boolean enabled(Level level) {
    Level lowest = chatty ? Level.ERROR : settings.level();
    return level.toInt() >= lowest.toInt();
  }

  @Override
  protected @Nullable String getFullyQualifiedCallerName() {
    return null; // lines name no class or line
  }

  @Override
  public boolean isTraceEnabled() {
    return enabled(Level.TRACE);
  }

  @Override
  public boolean isDebugEnabled() {
    return enabled(Level.DEBUG);
  }

  @Override
  public boolean isInfoEnabled() {
    return enabled(Level.INFO);
  }

  @Override
  public boolean isWarnEnabled() {
    return enabled(Level.WARN);
  }

  @Override
  public boolean isErrorEnabled() {
    return enabled(Level.ERROR);
  }
}
