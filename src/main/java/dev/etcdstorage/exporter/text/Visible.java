package dev.etcdstorage.exporter.text;

import java.util.function.IntFunction;
import java.util.function.IntPredicate;

/**
 * Makes text from elsewhere safe for a terminal, a log and a page. Member names and error messages
 * come from etcd, which takes any bytes for them. Characters that are invisible, or would move or
 * turn their neighbours (control characters, marks of direction), are replaced by their number.
 */
public final class Visible {
  private static final String CUT = "…";

  private Visible() {}

  /** One line; a line end in it is replaced by its number as well. */
  public static String text(String text) {
    return escaped(text, Visible::shows, Visible::number);
  }

  /** Several lines, such as a stack trace: line ends and tabs stay. */
  public static String lines(String text) {
    return escaped(text, codePoint -> isLayout(codePoint) || shows(codePoint), Visible::number);
  }

  /**
   * An equal JSON document: invisible characters occur only in strings, where JSON's own escapes
   * are allowed.
   */
  public static String json(String document) {
    return escaped(document, codePoint -> isLayout(codePoint) || shows(codePoint), Visible::escape);
  }

  /** At most this many characters; what was cut off shows as an ellipsis. */
  public static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(most - 2)) ? most - 2 : most - 1;
    return text.substring(0, end) + CUT;
  }

  /** Whether a terminal shows this character and does nothing else because of it. */
  public static boolean shows(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.PRIVATE_USE ->
          false;
      default -> true;
    };
  }

  /** The character as JSON and logfmt write it in a string, in UTF-16: {@code \}{@code u009b}. */
  public static String escape(int codePoint) {
    StringBuilder escape = new StringBuilder();
    for (char unit : Character.toChars(codePoint)) {
      escape.append(String.format("\\u%04x", (int) unit));
    }
    return escape.toString();
  }

  private static String number(int codePoint) {
    return "\\u{" + Integer.toHexString(codePoint) + "}";
  }

  private static boolean isLayout(int codePoint) {
    return codePoint == '\n' || codePoint == '\t';
  }

  private static String escaped(String text, IntPredicate stays, IntFunction<String> escape) {
    if (text.codePoints().allMatch(stays)) {
      return text;
    }
    StringBuilder visible = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            codePoint -> {
              if (stays.test(codePoint)) {
                visible.appendCodePoint(codePoint);
              } else {
                visible.append(escape.apply(codePoint));
              }
            });
    return visible.toString();
  }
}
