package dev.etcdstorage.exporter.metrics;

import dev.etcdstorage.exporter.observe.Observed;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.Outcome.Reached;

/**
 * How much history the store keeps.
 *
 * <pre>
 * etcd_storage_revision{member="etcd-1"} 1840021.0
 * etcd_storage_compacted_revision{member="etcd-1"} 0.0
 * </pre>
 */
final class RevisionGroup implements ReachedGroup {
  @Override
  public void collect(Observed observed, MemberSample member, Reached reached, Page page) {
    page.add(Family.REVISION, (double) reached.status().revision(), member.member());
    reached
        .compactedRevision()
        .ifPresent(
            revision -> page.add(Family.COMPACTED_REVISION, (double) revision, member.member()));
  }
}
