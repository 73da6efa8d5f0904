package dev.etcdstorage.exporter.metrics;

import dev.etcdstorage.exporter.sample.ClusterSample;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.Outcome.Reached;

/** A group whose series exist only for members that answered. */
interface ReachedGroup extends FamilyGroup {
  void collect(ClusterSample sample, MemberSample member, Reached reached, Page page);

  @Override
  default void collect(ClusterSample sample, Page page) {
    for (MemberSample member : sample.members()) {
      member.outcome().reached().ifPresent(reached -> collect(sample, member, reached, page));
    }
  }
}
