package dev.etcdstorage.exporter.sample;

import dev.etcdstorage.exporter.etcd.MemberStatus;

/**
 * What is remembered of a member between scrapes, to keep the next one cheap. Never exported for a
 * member that does not answer.
 *
 * @param clusterId of the last status, 0 before the first
 * @param memberId of the last status, 0 before the first
 * @param revision of the last status
 * @param compactedRevision as last found, 0 before
 */
record MemberMemory(
    long clusterId, long memberId, long revision, long compactedRevision, QuotaMemory quota) {
  static final MemberMemory NOTHING = new MemberMemory(0, 0, 0, 0, QuotaMemory.NEVER);

  /**
   * Whether this status comes from another store, so that nothing remembered holds. Revisions never
   * go back in the same store.
   */
  boolean otherStore(MemberStatus status) {
    return clusterId != 0 && (status.clusterId() != clusterId || status.revision() < revision);
  }

  /**
   * Whether the cluster itself was restored or built anew, so that this is not merely another
   * member, still catching up, that answers at this endpoint.
   */
  boolean otherCluster(MemberStatus status) {
    return otherStore(status) && (status.clusterId() != clusterId || status.memberId() == memberId);
  }

  MemberMemory with(MemberStatus status, long compacted, QuotaMemory quotaMemory) {
    return new MemberMemory(
        status.clusterId(), status.memberId(), status.revision(), compacted, quotaMemory);
  }
}
