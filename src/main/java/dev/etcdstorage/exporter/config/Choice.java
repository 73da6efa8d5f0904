package dev.etcdstorage.exporter.config;

import java.util.Locale;
import java.util.StringJoiner;

/** One of a few words: the names of an enum's constants in lower case. */
public final class Choice {
  private Choice() {}

  /**
   * Reads a word.
   *
   * @throws IllegalArgumentException that lists the words if it is none of them
   */
  @SafeVarargs
  public static <E extends Enum<E>> E of(String text, E... choices) {
    StringJoiner words = new StringJoiner(", ");
    for (E choice : choices) {
      if (word(choice).equals(text)) {
        return choice;
      }
      words.add(word(choice));
    }
    throw new IllegalArgumentException("\"" + text + "\" is not one of " + words);
  }

  /** The word for this choice. */
  public static String word(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT);
  }
}
