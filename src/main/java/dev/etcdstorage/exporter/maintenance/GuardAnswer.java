package dev.etcdstorage.exporter.maintenance;

/**
 * What one guard says.
 *
 * @param why one line with the numbers
 */
public record GuardAnswer(Guard guard, Word word, String why) {
  public enum Word {
    PASSES,
    /** Goes on, but a person should know. */
    WARNS,
    /** Cannot be seen from here, and is not held against the run. */
    UNSEEN,
    REFUSES
  }

  static GuardAnswer of(Guard guard, boolean refuses, String why) {
    return new GuardAnswer(guard, refuses ? Word.REFUSES : Word.PASSES, why);
  }

  public boolean refuses() {
    return word == Word.REFUSES;
  }

  Refusal refusal() {
    return new Refusal(guard, why);
  }
}
