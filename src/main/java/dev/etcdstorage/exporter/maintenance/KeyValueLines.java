package dev.etcdstorage.exporter.maintenance;

import java.util.LinkedHashMap;
import java.util.Map;

/** The values of our own keys: a line {@code name=value} each, for etcdctl's eyes too. */
final class KeyValueLines {
  private static final int LONGEST = 200;

  private KeyValueLines() {}

  static String write(Map<String, String> fields) {
    StringBuilder text = new StringBuilder();
    fields.forEach(
        (name, value) -> text.append(name).append('=').append(clean(value)).append('\n'));
    return text.toString();
  }

  /** Takes what it can read: anybody may have written it. */
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

  /** One short line that can stand in a terminal. */
  private static String clean(String value) {
    String line = value.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+", " ").strip();
    return line.length() > LONGEST ? line.substring(0, LONGEST) : line;
  }
}
