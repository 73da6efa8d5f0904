package dev.etcdstorage.exporter.keyspace.prefix;

import dev.etcdstorage.exporter.etcd.Key;
import java.nio.charset.StandardCharsets;

/**
 * Bytes of a key as text for a label, as {@link Key#text} makes it. Different bytes give different
 * text as long as nothing is cut off.
 */
final class KeyText {
  /** In UTF-16 units, of any label. */
  static final int LONGEST = 128;

  private static final String CUT = "…";

  private KeyText() {}

  /** A label: never empty, never too long. */
  static String label(String text) {
    return text.isEmpty() ? "(empty)" : cut(text, LONGEST);
  }

  /** At most this many characters; what was cut off shows as an ellipsis. */
  static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = most - 1;
    if (Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end) + CUT;
  }

  /**
   * The bytes from {@code from} to {@code to}; no more of them are read than {@code most}
   * characters need.
   */
  static String of(Key key, int from, int to, int most) {
    if (to - from <= most && plain(key, from, to)) {
      byte[] bytes = new byte[to - from];
      for (int i = from; i < to; i++) {
        bytes[i - from] = (byte) key.at(i);
      }
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
    return cut(key.text(from, to, most), most);
  }

  private static boolean plain(Key key, int from, int to) {
    for (int i = from; i < to; i++) {
      int value = key.at(i);
      if (value < 0x20 || value >= 0x7f || value == '\\') {
        return false;
      }
    }
    return true;
  }
}
