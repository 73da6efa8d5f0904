package dev.etcdstorage.exporter.config;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * A user's own prefix: keys that match are summed under this name. RE2 matches in time linear in
 * the key and in the pattern; both are bounded, so that no pattern can be costly.
 *
 * @param match matched at the beginning of the key
 * @param prefix the name, in which {@code $1} to {@code $9} stand for the pattern's groups
 */
public record PrefixPattern(Pattern match, String prefix) {
  private static final int LONGEST = 256;
  private static final int LONGEST_PREFIX = 128;

  /** In RE2/J's instructions; matching takes up to this many steps for each character of a key. */
  private static final int LARGEST_PROGRAM = 2000;

  /**
   * RE2/J expands counted repetitions before it can be asked how large the program is: without this
   * bound {@code ((a{999}){999}){999}} would fill the memory.
   */
  private static final int MOST_REPETITIONS = 1000;

  private static final Pattern REPETITION =
      Pattern.compile("(\\)|\\\\E)?\\{(\\d{1,4})(?:,(\\d{0,4}))?\\}");

  /**
   * If case is ignored, RE2/J 1.8 never ends with characters from U+1C80 on: it follows the other
   * cases of that letter in a circle that does not lead back to it.
   */
  private static final int NEVER_ENDS = 0x1C80;

  private static final Pattern IGNORING_CASE = Pattern.compile("\\(\\?[a-zA-Z-]*i");
  private static final Pattern CODE_POINT = Pattern.compile("\\\\x\\{0*([0-9A-Fa-f]{1,8})\\}");

  /** The name for all other prefixes; a prefix of this name could not be told from it. */
  private static final String OTHER = "other";

  public PrefixPattern {
    if (prefix.isBlank() || prefix.length() > LONGEST_PREFIX) {
      throw new SettingException("prefix", "must have 1 to " + LONGEST_PREFIX + " characters");
    }
    if (prefix.codePoints().anyMatch(PrefixPattern::unprintable)) {
      throw new SettingException("prefix", "must be printable text");
    }
    if (prefix.equals(OTHER)) {
      throw new SettingException(
          "prefix", "\"other\" sums what has no prefix of its own; choose another name");
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
   * @throws SettingException if it cannot be used
   */
  public static PrefixPattern of(String match, String prefix) {
    if (match.isEmpty() || match.length() > LONGEST) {
      throw new SettingException("match", "must have 1 to " + LONGEST + " characters");
    }
    if (repetitions(match) > MOST_REPETITIONS) {
      throw new SettingException(
          "match",
          "repeats too often; at most "
              + MOST_REPETITIONS
              + " times, repetitions of groups multiplied");
    }
    if (IGNORING_CASE.matcher(match).find() && reaches(match, NEVER_ENDS)) {
      throw new SettingException("match", "(?i) cannot be used with characters from \\x{1C80} on");
    }
    Pattern compiled;
    try {
      compiled = Pattern.compile(match);
    } catch (PatternSyntaxException e) {
      throw new SettingException("match", "not a pattern: " + reason(e));
    }
    if (compiled.programSize() > LARGEST_PROGRAM) {
      throw new SettingException("match", "too large; repeat less, or use fewer alternatives");
    }
    return new PrefixPattern(compiled, prefix);
  }

  private static String reason(PatternSyntaxException e) {
    // RE2/J reports a closing parenthesis without an opening one as an internal error.
    return "stack underflow".equals(e.getPattern())
        ? "unexpected )"
        : e.getDescription() + ": " + e.getPattern();
  }

  /**
   * The most often that one part of the pattern is expanded. Repeated groups may be nested and
   * count as if they were. RE2 refuses to repeat another repetition without a group or a quotation
   * between them; one after a quotation counts as that of a group.
   */
  private static long repetitions(String match) {
    long groups = 1;
    long largest = 1;
    Matcher repetition = REPETITION.matcher(match);
    while (repetition.find()) {
      String most = repetition.group(3);
      boolean open = most == null || most.isEmpty();
      long times = Math.max(1, Long.parseLong(open ? repetition.group(2) : most));
      if (repetition.group(1) == null) {
        largest = Math.max(largest, times);
      } else {
        groups = Math.min(MOST_REPETITIONS + 1, groups * times);
      }
    }
    return groups * largest;
  }

  private static boolean reaches(String match, int limit) {
    if (match.codePoints().anyMatch(character -> character >= limit)) {
      return true;
    }
    Matcher written = CODE_POINT.matcher(match);
    while (written.find()) {
      if (Long.parseLong(written.group(1), 16) >= limit) {
        return true;
      }
    }
    return false;
  }

  private static boolean unprintable(int codePoint) {
    return Character.isISOControl(codePoint) || Character.getType(codePoint) == Character.SURROGATE;
  }
}
