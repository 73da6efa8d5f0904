package dev.etcdstorage.exporter.keyspace.prefix;

import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The prefixes that have a series of their own. Nothing is ever taken back, so that what found no
 * room once never does, and what was counted under one name is not counted under another later.
 */
final class AdmittedPrefixes {
  private final ConcurrentHashMap<String, String> admitted = new ConcurrentHashMap<>();
  private final int most;

  /**
   * @param most how many there may be
   * @param reserved admitted beforehand, as far as there is room
   */
  AdmittedPrefixes(int most, Collection<String> reserved) {
    this.most = most;
    reserved.forEach(this::admit);
  }

  /** The same instance each time; {@link Prefixes#OTHER} if there is no room. */
  String admit(String prefix) {
    String known = admitted.get(prefix);
    return known == null ? admitNew(prefix) : known;
  }

  private synchronized String admitNew(String prefix) {
    if (admitted.size() >= most) {
      return admitted.getOrDefault(prefix, Prefixes.OTHER);
    }
    String earlier = admitted.putIfAbsent(prefix, prefix);
    return earlier == null ? prefix : earlier;
  }
}
