package dev.etcdstorage.exporter.maintenance;

import dev.etcdstorage.exporter.sample.ClusterSample;
import dev.etcdstorage.exporter.sample.MemberSample;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The order of members. Pure. */
final class DefragOrder {
  private DefragOrder() {}

  /**
   * Followers first, by smallest gain, so that a problem shows where it costs least; the leader
   * last.
   */
  static List<MemberSample> sorted(Collection<MemberSample> chosen) {
    return chosen.stream()
        .sorted(
            Comparator.comparing(MemberSample::leads)
                .thenComparingLong(DefragOrder::gain)
                .thenComparing(MemberSample::member))
        .toList();
  }

  /**
   * The member to transfer leadership to before the leader's own turn: a voter in step that needs
   * no defragmentation after that; of several the one furthest on.
   *
   * @param turns members whose turn is still to come, the leader among them
   */
  static Optional<MemberSample> successor(ClusterSample sample, Set<String> turns) {
    return sample.voters().stream()
        .filter(member -> !turns.contains(member.member()))
        .filter(member -> !member.leads())
        .max(
            Comparator.comparingLong(
                member -> member.status().map(status -> status.appliedIndex()).orElse(0L)));
  }

  private static long gain(MemberSample member) {
    return member.space().map(DefragPolicy::free).orElse(0L);
  }
}
