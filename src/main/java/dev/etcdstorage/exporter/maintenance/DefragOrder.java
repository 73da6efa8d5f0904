package dev.etcdstorage.exporter.maintenance;

import dev.etcdstorage.exporter.sample.ClusterSample;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.Outcome.Reached;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Who comes next. Pure. */
final class DefragOrder {
  private DefragOrder() {}

  /**
   * Followers first, by smallest gain, so that a trouble shows where it costs least; leader last.
   */
  static List<MemberSample> of(ClusterSample sample, Collection<MemberSample> chosen) {
    return chosen.stream()
        .sorted(
            Comparator.comparing(DefragOrder::leads)
                .thenComparingLong(DefragOrder::gain)
                .thenComparing(MemberSample::member))
        .toList();
  }

  /**
   * Whom the leader should give its place to before its own turn: a voter that is in step and does
   * not have a defragmentation before it. Of several the one that is furthest on.
   *
   * @param waiting members whose turn is still to come, the leader among them
   */
  static Optional<MemberSample> successor(ClusterSample sample, Set<String> waiting) {
    return Voters.of(sample).stream()
        .filter(member -> !waiting.contains(member.member()))
        .filter(member -> !leads(member))
        .max(
            Comparator.comparingLong(
                member -> Voters.status(member).map(status -> status.appliedIndex()).orElse(0L)));
  }

  private static boolean leads(MemberSample member) {
    return Voters.status(member).filter(status -> status.leader()).isPresent();
  }

  private static long gain(MemberSample member) {
    return member
        .outcome()
        .reached()
        .map(Reached::space)
        .map(space -> space.sizeBytes() - space.inUseBytes())
        .orElse(0L);
  }
}
