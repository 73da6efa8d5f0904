package dev.etcdstorage.exporter.keyspace.watch;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Tells a store that was restored or rebuilt: its cluster id is another, or a member's revision
 * went back. A restore may keep both ids, so the revision matters; a member that is merely behind
 * another is no restore, so it is remembered for each.
 */
final class StoreMemory {
  private final Map<Long, Long> furthest = new HashMap<>();
  private OptionalLong cluster = OptionalLong.empty();

  /** Remembers what a member says; true if it speaks of another store than before. */
  boolean restored(long clusterId, long memberId, long revision) {
    Long before = furthest.get(memberId);
    boolean restored =
        (cluster.isPresent() && cluster.getAsLong() != clusterId)
            || (before != null && revision < before);
    if (restored) {
      furthest.clear();
    }
    cluster = OptionalLong.of(clusterId);
    furthest.put(memberId, revision);
    return restored;
  }
}
