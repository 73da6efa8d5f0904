package dev.etcdstorage.exporter.log;

import dev.etcdstorage.exporter.text.Visible;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Map;
import java.util.regex.Pattern;

/** How an event becomes a line. Keys keep their order: time, level, source, msg, then the rest. */
public enum LogFormat {
  LOGFMT {
    @Override
    String line(Map<String, String> fields) {
      StringBuilder line = new StringBuilder(160);
      fields.forEach(
          (key, value) -> {
            line.append(line.isEmpty() ? "" : " ").append(key).append('=');
            if (PLAIN.matcher(value).matches() && value.codePoints().allMatch(Visible::shows)) {
              line.append(value);
            } else {
              quote(line, value);
            }
          });
      return line.toString();
    }
  },
  JSON {
    @Override
    String line(Map<String, String> fields) {
      StringBuilder line = new StringBuilder(200).append('{');
      fields.forEach(
          (key, value) -> {
            if (line.length() > 1) {
              line.append(',');
            }
            quote(line, key);
            line.append(':');
            quote(line, value);
          });
      return line.append('}').toString();
    }
  };

  private static final Pattern PLAIN = Pattern.compile("[^\\s\"=\\\\\\p{Cntrl}]+");

  /** Always three decimals, so that columns line up. */
  private static final DateTimeFormatter MILLISECONDS =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

  abstract String line(Map<String, String> fields);

  static String time(Instant instant) {
    return MILLISECONDS.format(instant);
  }

  private static void quote(StringBuilder line, String value) {
    line.append('"');
    value
        .codePoints()
        .forEach(
            codePoint -> {
              switch (codePoint) {
                case '"' -> line.append("\\\"");
                case '\\' -> line.append("\\\\");
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                default -> {
                  if (Visible.shows(codePoint)) {
                    line.appendCodePoint(codePoint);
                  } else {
                    line.append(Visible.escape(codePoint));
                  }
                }
              }
            });
    line.append('"');
  }
}
