package dev.etcdstorage.exporter.analyze;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What etcd keeps about itself. Anything not in the file is absent.
 *
 * @param lastRevision the largest in the bucket {@code key}; absent if it is empty
 * @param scheduledCompaction the revision of the last compaction that was begun
 * @param finishedCompaction the revision of the last one that was finished
 * @param consistentIndex the last raft entry that is applied in the file
 * @param term of that entry; etcd 3.5 and later
 * @param storageVersion etcd 3.6 and later
 * @param clusterVersion the version that all members support
 */
public record StoreFacts(
    OptionalLong lastRevision,
    OptionalLong scheduledCompaction,
    OptionalLong finishedCompaction,
    OptionalLong consistentIndex,
    OptionalLong term,
    Optional<String> storageVersion,
    Optional<String> clusterVersion,
    List<KnownMember> members,
    List<KnownAlarm> alarms,
    long leases,
    boolean authEnabled) {
  public StoreFacts {
    members = List.copyOf(members);
    alarms = List.copyOf(alarms);
  }

  /**
   * The compacted revision: reads below it are refused from the moment a compaction is scheduled. 0
   * if nothing was ever compacted.
   */
  public long compactedRevision() {
    return Math.max(scheduledCompaction.orElse(0), finishedCompaction.orElse(0));
  }

  /**
   * The store's revision, at least 1: after a compaction that left no key, that of the compaction
   * (etcd {@code mvcc/kvstore.go}, restore).
   */
  public long revision() {
    return Math.max(1, Math.max(lastRevision.orElse(0), compactedRevision()));
  }

  /** Whether a compaction was begun and not finished: etcd resumes it when it starts. */
  public boolean compactionUnfinished() {
    return scheduledCompaction.orElse(0) > finishedCompaction.orElse(0);
  }
}
