package dev.etcdstorage.exporter.metrics;

import dev.etcdstorage.exporter.observe.Observed;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.Outcome.Reached;

/** A group whose series exist only for members that answered. */
interface ReachedGroup extends FamilyGroup {
  void collect(Observed observed, MemberSample member, Reached reached, Page page);

  @Override
  default void collect(Observed observed, Page page) {
    for (MemberSample member : observed.sample().members()) {
      member.reached().ifPresent(reached -> collect(observed, member, reached, page));
    }
  }
}
