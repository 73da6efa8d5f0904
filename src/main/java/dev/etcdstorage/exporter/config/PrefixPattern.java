package dev.etcdstorage.exporter.config;

import com.google.re2j.Pattern;

/**
 * A user's own prefix: keys that match are summed under this name. RE2 matches in time linear in
 * the key and in the pattern; both are bounded, so that no pattern can be costly.
 *
 * @param match found at the beginning of the key
 * @param prefix the name, in which {@code $1} to {@code $9} stand for the pattern's groups
 */
public record PrefixPattern(Pattern match, String prefix) {
  private static final int LONGEST = 256;
  private static final int LARGEST = 1000;
  private static final int LONGEST_PREFIX = 128;

  /** What overflows; a prefix of this name could not be told from it. */
  private static final String OTHER = "other";

  public PrefixPattern {
    if (prefix.isBlank() || prefix.length() > LONGEST_PREFIX) {
      throw new SettingException("prefix", "must have 1 to " + LONGEST_PREFIX + " characters");
    }
    if (prefix.codePoints().anyMatch(PrefixPattern::unprintable)) {
      throw new SettingException("prefix", "must be printable text");
    }
    if (prefix.equals(OTHER)) {
      throw new SettingException("prefix", "\"other\" is what finds no room; choose another name");
    }
    for (int i = prefix.indexOf('$'); i >= 0; i = prefix.indexOf('$', i + 1)) {
      int group = i + 1 < prefix.length() ? prefix.charAt(i + 1) - '0' : 0;
      if (group < 1 || group > Math.min(9, match.groupCount())) {
        throw new SettingException(
            "prefix",
            "at character "
                + (i + 1)
                + ": $1 to $9 stand for the pattern's groups, of which there are "
                + match.groupCount());
      }
    }
  }

  /**
   * Reads a pattern.
   *
   * @throws SettingException if it cannot be used; the message says where it breaks
   */
  public static PrefixPattern of(String match, String prefix) {
    if (match.isEmpty() || match.length() > LONGEST) {
      throw new SettingException("match", "must have 1 to " + LONGEST + " characters");
    }
    if (PatternShape.of(match).size() > LARGEST) {
      throw new SettingException(
          "match", "repeats too much; with repetitions written out at most 1000 parts are allowed");
    }
    PatternFault.of(match)
        .ifPresent(
            fault -> {
              throw new SettingException(
                  "match",
                  "not a pattern, at character " + (fault.position() + 1) + ": " + fault.what());
            });
    return new PrefixPattern(Pattern.compile(match), prefix);
  }

  private static boolean unprintable(int codePoint) {
    return Character.isISOControl(codePoint) || Character.getType(codePoint) == Character.SURROGATE;
  }
}
