package dev.etcdstorage.exporter.etcd;

import com.google.common.base.Utf8;
import dev.etcdstorage.exporter.text.Visible;
import java.nio.charset.StandardCharsets;

/**
 * Bytes as text: UTF-8 where valid; other bytes, invisible characters and the backslash as {@code
 * \xNN}. Different bytes give different text.
 */
final class PrintableText {
  private static final String HEX = "0123456789abcdef";

  private final byte[] bytes;
  private final int to;
  private final StringBuilder text = new StringBuilder();

  private PrintableText(byte[] bytes, int to) {
    this.bytes = bytes;
    this.to = to;
  }

  /**
   * The bytes from {@code from} to {@code to} as text, no more of them than {@code most} characters
   * need: the text ends with the first character that makes it longer.
   */
  static String of(byte[] bytes, int from, int to, int most) {
    return new PrintableText(bytes, to).read(from, most);
  }

  private String read(int from, int most) {
    for (int i = from; i < to && text.length() <= most; ) {
      int length = sequence(i);
      int codePoint = length == 0 ? -1 : codePoint(i, length);
      if (codePoint < 0 || codePoint == '\\' || !Visible.shows(codePoint)) {
        // A broken sequence is escaped byte by byte, an invisible character with all of its bytes.
        for (int end = i + Math.max(1, length); i < end; i++) {
          escape(at(i));
        }
      } else {
        text.appendCodePoint(codePoint);
        i += length;
      }
    }
    return text.toString();
  }

  private int at(int index) {
    return bytes[index] & 0xff;
  }

  private void escape(int value) {
    text.append("\\x").append(HEX.charAt(value >> 4)).append(HEX.charAt(value & 0xf));
  }

  /** The length of the well-formed UTF-8 sequence at this offset; 0 if there is none. */
  private int sequence(int from) {
    int first = at(from);
    int length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    return from + length <= to && Utf8.isWellFormed(bytes, from, length) ? length : 0;
  }

  private int codePoint(int from, int length) {
    return new String(bytes, from, length, StandardCharsets.UTF_8).codePointAt(0);
  }
}
