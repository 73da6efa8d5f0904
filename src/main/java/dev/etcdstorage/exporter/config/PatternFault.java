package dev.etcdstorage.exporter.config;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Optional;

/**
 * Where and why a pattern is not one. RE2/J tells the fragment that it stumbled over but not where
 * it stands, and the same characters may well stand elsewhere too, rightly.
 *
 * @param position in the pattern, from 0
 */
record PatternFault(int position, String what) {
  private static final String UNCLOSED = "missing closing )";
  private static final String UNDERFLOW = "stack underflow";

  private static final Pattern IGNORING_CASE = Pattern.compile("\\(\\?[a-zA-Z-]*i");
  private static final Pattern CODE_POINT = Pattern.compile("\\\\x\\{([0-9A-Fa-f]{1,8})\\}");

  /**
   * The first character whose other cases do not lead back to it (U+1C80, a Cyrillic letter). Where
   * case is ignored, RE2/J 1.8 follows them for ever, for the letter itself and for a range that
   * holds it.
   */
  private static final int NEVER_ENDS = 0x1C80;

  /** Empty if it can be compiled. */
  static Optional<PatternFault> of(String pattern) {
    Optional<PatternFault> endless = endless(pattern);
    return endless.isPresent() ? endless : complaint(pattern).map(e -> describe(pattern, e));
  }

  private static Optional<PatternFault> endless(String pattern) {
    Matcher flag = IGNORING_CASE.matcher(pattern);
    return flag.find() && reaches(pattern)
        ? Optional.of(
            new PatternFault(flag.start(), "(?i) does not go with characters from \\x{1C80} on"))
        : Optional.empty();
  }

  private static boolean reaches(String pattern) {
    if (pattern.codePoints().anyMatch(character -> character >= NEVER_ENDS)) {
      return true;
    }
    Matcher written = CODE_POINT.matcher(pattern);
    while (written.find()) {
      if (Long.parseLong(written.group(1), 16) >= NEVER_ENDS) {
        return true;
      }
    }
    return false;
  }

  private static PatternFault describe(String pattern, PatternSyntaxException e) {
    String description = String.valueOf(e.getDescription());
    String fragment = String.valueOf(e.getPattern());
    if (description.startsWith(UNCLOSED)) {
      return new PatternFault(PatternShape.of(pattern).unclosed().orElse(0), "( is never closed");
    }
    int end = end(pattern, e);
    if (fragment.equals(UNDERFLOW)) {
      return new PatternFault(end - 1, "unexpected )");
    }
    int position = fragment.isEmpty() ? end - 1 : pattern.lastIndexOf(fragment, end - 1);
    if (position + fragment.length() > end) {
      position = pattern.lastIndexOf(fragment, end - fragment.length());
    }
    return new PatternFault(
        Math.max(0, Math.min(position, pattern.length() - 1)), description + ": " + fragment);
  }

  /**
   * RE2/J reads from left to right and stops at its first complaint: the complaint's fragment ends
   * where the shortest beginning ends from which on every longer one gets the very same complaint.
   */
  private static int end(String pattern, PatternSyntaxException e) {
    int end = pattern.length();
    while (end > 1 && same(complaint(pattern.substring(0, end - 1)), e)) {
      end--;
    }
    return end;
  }

  private static boolean same(Optional<PatternSyntaxException> one, PatternSyntaxException other) {
    return one.isPresent() && String.valueOf(one.get().getMessage()).equals(other.getMessage());
  }

  private static Optional<PatternSyntaxException> complaint(String pattern) {
    try {
      Pattern.compile(pattern);
      return Optional.empty();
    } catch (PatternSyntaxException e) {
      return Optional.of(e);
    }
  }
}
