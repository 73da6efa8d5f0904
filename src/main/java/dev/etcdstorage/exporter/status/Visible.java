package dev.etcdstorage.exporter.status;

/**
 * Text from elsewhere as a terminal and a page may show it. What does not show, or would move or
 * turn what stands beside it (control characters, marks of direction), becomes its number.
 */
final class Visible {
  private static final String CUT = "…";

  private Visible() {}

  static String text(String text) {
    return text.codePoints().allMatch(Visible::shows) ? text : escaped(text);
  }

  /** At most this many characters; what was cut off shows as an ellipsis. */
  static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(most - 2)) ? most - 2 : most - 1;
    return text.substring(0, end) + CUT;
  }

  private static boolean shows(int codePoint) {
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

  private static String escaped(String text) {
    StringBuilder visible = new StringBuilder();
    text.codePoints()
        .forEach(
            codePoint -> {
              if (shows(codePoint)) {
                visible.appendCodePoint(codePoint);
              } else {
                visible.append("\\u{").append(Integer.toHexString(codePoint)).append('}');
              }
            });
    return visible.toString();
  }
}
