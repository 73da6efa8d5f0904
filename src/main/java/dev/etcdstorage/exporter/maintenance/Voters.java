package dev.etcdstorage.exporter.maintenance;

import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.sample.ClusterSample;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.Outcome.Reached;
import java.util.List;
import java.util.Optional;

/** Questions about the members of a cluster as they were just seen. Pure. */
public final class Voters {
  private Voters() {}

  /** What the member answered; empty where it did not. */
  public static Optional<MemberStatus> status(MemberSample member) {
    return member.outcome().reached().map(Reached::status);
  }

  /** Members with a vote that answered. */
  public static List<MemberSample> of(ClusterSample sample) {
    return sample.members().stream()
        .filter(member -> status(member).filter(status -> !status.learner()).isPresent())
        .toList();
  }

  /** Members that do not answer, and members of the list that cannot be asked. */
  public static List<String> silent(ClusterSample sample) {
    return java.util.stream.Stream.concat(
            sample.members().stream()
                .filter(member -> status(member).isEmpty())
                .map(MemberSample::member),
            sample.unwatched().stream())
        .toList();
  }

  /** The leader, where all voters that answered name the same one and it is among them. */
  public static Optional<MemberSample> leader(ClusterSample sample) {
    List<MemberSample> voters = of(sample);
    List<Long> named =
        voters.stream()
            .flatMap(member -> status(member).stream())
            .map(MemberStatus::leaderId)
            .distinct()
            .toList();
    return named.size() == 1
        ? voters.stream()
            .filter(member -> status(member).filter(MemberStatus::leader).isPresent())
            .findFirst()
        : Optional.empty();
  }

  /** This member as it is in another sample. */
  public static Optional<MemberSample> again(ClusterSample sample, MemberSample before) {
    return sample.members().stream()
        .filter(member -> member.endpoint().equals(before.endpoint()))
        .findFirst();
  }
}
