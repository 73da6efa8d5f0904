package dev.etcdstorage.exporter.keyspace.watch;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Detects a store that was restored or rebuilt: its cluster id is another, or a member's revision
 * went back. A restore may keep both ids, so the revision matters. It is remembered for each
 * member, since one that is merely behind another is no restore.
 *
 * <p>Answers and events overtake each other: what counts is how far a member was when it was asked.
 */
final class RestoreDetector {
  private final Map<Long, Long> furthest = new HashMap<>();
  private OptionalLong cluster = OptionalLong.empty();

  /** How far each member was at one moment. */
  record Floor(Map<Long, Long> revisions) {
    Floor {
      revisions = Map.copyOf(revisions);
    }
  }

  /** To be taken before a member is asked. */
  Floor floor() {
    return new Floor(furthest);
  }

  /**
   * Records how far a member is, from one of its events. Status may return one revision less: etcd
   * sends the events of a transaction to the watchers before it counts its revision
   * (mvcc/watchable_store_txn.go, End).
   */
  void heard(long memberId, long revision) {
    furthest.merge(memberId, revision - 1, Math::max);
  }

  /** Records a member's answer; returns whether it is of another store than when it was asked. */
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
