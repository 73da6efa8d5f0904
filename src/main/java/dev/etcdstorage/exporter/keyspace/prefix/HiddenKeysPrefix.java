package dev.etcdstorage.exporter.keyspace.prefix;

import dev.etcdstorage.exporter.etcd.Key;
import java.util.Set;

/**
 * Hides prefixes that are whole keys, as in a flat keyspace: where keys must not be shown, neither
 * may these. Names that every Kubernetes has reveal nothing.
 */
final class HiddenKeysPrefix implements PrefixMapper {
  /** The prefix of all keys that would be their own. */
  static final String WHOLE_KEYS = "(whole keys)";

  private static final int NOT_TO_BE_REMEMBERED = Integer.MAX_VALUE;

  private final PrefixMapper layout;
  private final Set<String> known;

  HiddenKeysPrefix(PrefixMapper layout, Set<String> known) {
    this.layout = layout;
    this.known = Set.copyOf(known);
  }

  /** Only a whole key decides: a longer one with the same first bytes has another prefix. */
  @Override
  public int leading(Key key) {
    int leading = layout.leading(key);
    return leading == key.length() ? NOT_TO_BE_REMEMBERED : leading;
  }

  @Override
  public String prefix(Key key) {
    String prefix = layout.prefix(key);
    return layout.leading(key) < key.length() || known.contains(prefix) ? prefix : WHOLE_KEYS;
  }
}
