package dev.etcdstorage.exporter.text;

import java.util.List;
import java.util.Locale;

/** Puts words together. */
public final class Sentence {
  private Sentence() {}

  /** {@code a}, {@code a and b}, {@code a, b and c}. */
  public static String list(List<String> words) {
    int last = words.size() - 1;
    return last < 1
        ? String.join("", words)
        : String.join(", ", words.subList(0, last)) + " and " + words.get(last);
  }

  /** With a capital letter and a full stop. */
  public static String of(String words) {
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1) + ".";
  }
}
