package dev.etcdstorage.exporter.maintenance;

import java.util.LinkedHashMap;
import java.util.Map;

/** The values of this program's own keys: one {@code name=value} a line, readable with etcdctl. */
final class KeyValueLines {
  private static final int LONGEST = 200;

  private KeyValueLines() {}

  static String write(Map<String, String> fields) {
    StringBuilder text = new StringBuilder();
    fields.forEach(
        (name, value) -> text.append(name).append('=').append(clean(value)).append('\n'));
    return text.toString();
  }

  /** Takes the lines it can read: anybody may have written them. */
  static Map<String, String> read(String text) {
    Map<String, String> fields = new LinkedHashMap<>();
    text.lines()
        .filter(line -> line.indexOf('=') > 0)
        .forEach(
            line -> {
              int at = line.indexOf('=');
              fields.putIfAbsent(line.substring(0, at), clean(line.substring(at + 1)));
            });
    return fields;
  }

  /** One short line, safe for a terminal. */
  private static String clean(String value) {
    String line = value.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+", " ").strip();
    return line.length() > LONGEST ? line.substring(0, LONGEST) : line;
  }
}
