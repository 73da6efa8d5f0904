package dev.etcdstorage.exporter.keyspace.prefix;

import dev.etcdstorage.exporter.etcd.Key;
import java.nio.charset.StandardCharsets;

/**
 * Bytes of a key as text for a label: UTF-8 where it is, other bytes, control characters and the
 * backslash as {@code \xNN}. Different bytes give different text as long as nothing is cut off.
 */
final class KeyText {
  /** In UTF-16 units, of any label. */
  static final int LONGEST = 128;

  private static final String CUT = "…";
  private static final String HEX = "0123456789abcdef";

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

  /** The bytes in between, of which no more are read than {@code most} characters need. */
  static String of(Key key, int from, int to, int most) {
    if (to - from <= most && plain(key, from, to)) {
      byte[] bytes = new byte[to - from];
      for (int i = from; i < to; i++) {
        bytes[i - from] = (byte) key.at(i);
      }
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
    StringBuilder text = new StringBuilder();
    for (int i = from; i < to && text.length() <= most; ) {
      int length = sequence(key, i, to);
      int codePoint = length == 0 ? -1 : codePoint(key, i, length);
      if (codePoint < 0 || hidden(codePoint)) {
        // A broken sequence is escaped byte by byte, a hidden character with all of its bytes.
        for (int end = i + Math.max(1, length); i < end; i++) {
          escape(text, key.at(i));
        }
      } else {
        text.appendCodePoint(codePoint);
        i += length;
      }
    }
    return cut(text.toString(), most);
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

  private static void escape(StringBuilder text, int value) {
    text.append("\\x").append(HEX.charAt(value >> 4)).append(HEX.charAt(value & 0xf));
  }

  /** The length of the well-formed UTF-8 sequence that begins here; 0 if there is none. */
  private static int sequence(Key key, int from, int to) {
    int first = key.at(from);
    int length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (first > 0xf4 || from + length > to) {
      return 0;
    }
    for (int i = 1; i < length; i++) {
      if ((key.at(from + i) & 0xc0) != 0x80) {
        return 0;
      }
    }
    int codePoint = length == 0 ? 0 : codePoint(key, from, length);
    boolean overlong = (length == 3 && codePoint < 0x800) || (length == 4 && codePoint < 0x10000);
    boolean surrogate = codePoint >= 0xd800 && codePoint <= 0xdfff;
    return overlong || surrogate || codePoint > Character.MAX_CODE_POINT ? 0 : length;
  }

  private static int codePoint(Key key, int from, int length) {
    int bits = key.at(from) & (length == 1 ? 0x7f : 0xff >> (length + 1));
    for (int i = 1; i < length; i++) {
      bits = (bits << 6) | (key.at(from + i) & 0x3f);
    }
    return bits;
  }

  private static boolean hidden(int codePoint) {
    return codePoint == '\\'
        || switch (Character.getType(codePoint)) {
          case Character.CONTROL,
              Character.FORMAT,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR,
              Character.UNASSIGNED,
              Character.PRIVATE_USE ->
              true;
          default -> false;
        };
  }
}
