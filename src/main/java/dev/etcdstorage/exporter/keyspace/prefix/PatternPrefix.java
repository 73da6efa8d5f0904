package dev.etcdstorage.exporter.keyspace.prefix;

import com.google.re2j.Matcher;
import dev.etcdstorage.exporter.config.PrefixPattern;
import dev.etcdstorage.exporter.etcd.Key;
import java.util.List;

/**
 * The user's own patterns: the first that matches at the beginning of the key gives the prefix.
 * They see the key's first kilobyte, and bytes that are not text as {@code \xNN}.
 */
final class PatternPrefix implements PrefixMapper {
  private static final int LOOKED_AT = 1024;

  private final List<PrefixPattern> patterns;
  private final PrefixMapper otherwise;

  PatternPrefix(List<PrefixPattern> patterns, PrefixMapper otherwise) {
    this.patterns = List.copyOf(patterns);
    this.otherwise = otherwise;
  }

  @Override
  public String prefix(Key key) {
    // One byte gives at most four characters: nothing is cut here.
    String text = KeyText.of(key, 0, Math.min(key.length(), LOOKED_AT), 4 * LOOKED_AT);
    for (PrefixPattern pattern : patterns) {
      Matcher matcher = pattern.match().matcher(text);
      if (matcher.lookingAt()) {
        return KeyText.label(filledIn(pattern.prefix(), matcher));
      }
    }
    return otherwise.prefix(key);
  }

  /** A group that took no part in the match is empty. */
  private static String filledIn(String prefix, Matcher matcher) {
    StringBuilder filled = new StringBuilder();
    for (int i = 0; i < prefix.length(); i++) {
      char c = prefix.charAt(i);
      if (c == '$') {
        i++;
        String group = matcher.group(prefix.charAt(i) - '0');
        filled.append(group == null ? "" : group);
      } else {
        filled.append(c);
      }
    }
    return filled.toString();
  }
}
