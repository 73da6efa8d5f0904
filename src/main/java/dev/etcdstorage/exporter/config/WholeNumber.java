package dev.etcdstorage.exporter.config;

import java.util.regex.Pattern;

/** A count as users write it. */
public final class WholeNumber {
  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");

  private WholeNumber() {}

  /**
   * Reads digits only.
   *
   * @throws IllegalArgumentException with a sentence for the user
   */
  public static long parse(String text) {
    if (!DIGITS.matcher(text).matches()) {
      throw new IllegalArgumentException("\"" + text + "\" is not a whole number, such as 500");
    }
    return Long.parseLong(text);
  }

  /** The same for settings whose sensible range is far within an int. */
  public static int parseInt(String text) {
    return (int) Math.min(Integer.MAX_VALUE, parse(text));
  }
}
