package dev.etcdstorage.exporter.config;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * A user's own prefix: keys that match are summed under this name. RE2 matches in time linear in
 * the key, and only the key's first kilobyte is looked at, so that no pattern can be costly.
 *
 * @param match found at the beginning of the key
 * @param prefix the name, in which {@code $1} to {@code $9} stand for the pattern's groups
 */
public record PrefixPattern(Pattern match, String prefix) {
  private static final int LONGEST = 256;

  /**
   * Reads a pattern.
   *
   * @throws SettingException if it cannot be used; the message says where it breaks
   */
  public static PrefixPattern of(String match, String prefix) {
    if (match.isEmpty() || match.length() > LONGEST) {
      throw new SettingException("match", "must have 1 to " + LONGEST + " characters");
    }
    Pattern pattern;
    try {
      pattern = Pattern.compile(match);
    } catch (PatternSyntaxException e) {
      String wrong = String.valueOf(e.getPattern());
      int at = Math.max(0, match.indexOf(wrong));
      throw new SettingException(
          "match",
          "not a pattern, at character " + (at + 1) + ": " + e.getDescription() + ": " + wrong);
    }
    for (int i = prefix.indexOf('$'); i >= 0; i = prefix.indexOf('$', i + 1)) {
      int group = i + 1 < prefix.length() ? Character.digit(prefix.charAt(i + 1), 10) : -1;
      if (group < 1 || group > pattern.groupCount()) {
        throw new SettingException(
            "prefix",
            "at character "
                + (i + 1)
                + ": $1 to $9 stand for the pattern's groups, of which there are "
                + pattern.groupCount());
      }
    }
    if (prefix.isBlank() || prefix.length() > 128) {
      throw new SettingException("prefix", "must have 1 to 128 characters");
    }
    return new PrefixPattern(pattern, prefix);
  }
}
