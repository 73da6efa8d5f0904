package dev.etcdstorage.exporter.keyspace.watch;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Tells a store that was restored or rebuilt: its cluster id is another, or a member's revision
 * went back. A restore may keep both ids, so the revision matters; a member that is merely behind
 * another is no restore, so it is remembered for each.
 *
 * <p>Answers and events overtake each other: what counts is how far a member was when it was asked.
 */
final class RestoreDetector {
  private final Map<Long, Long> furthest = new HashMap<>();
  private OptionalLong cluster = OptionalLong.empty();

  /** How far each member was, at a moment. */
  record Floor(Map<Long, Long> revisions) {
    Floor {
      revisions = Map.copyOf(revisions);
    }
  }

  /** To be taken when a question is asked. */
  Floor floor() {
    return new Floor(furthest);
  }

  /**
   * Remembers how far a member is by an event of it. Status may tell one revision less: etcd gives
   * the events of a transaction to the watchers before it counts its revision
   * (mvcc/watchable_store_txn.go, End).
   */
  void heard(long memberId, long revision) {
    furthest.merge(memberId, revision - 1, Math::max);
  }

  /** Remembers what a member says; true if it speaks of another store than when it was asked. */
  boolean restored(Floor asked, long clusterId, long memberId, long revision) {
    boolean restored =
        (cluster.isPresent() && cluster.getAsLong() != clusterId)
            || revision < asked.revisions().getOrDefault(memberId, 0L);
    if (restored) {
      furthest.clear();
    }
    cluster = OptionalLong.of(clusterId);
    furthest.merge(memberId, revision, Math::max);
    return restored;
  }
}
