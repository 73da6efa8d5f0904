package dev.etcdstorage.exporter.maintenance;

import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.sample.ClusterSample;
import dev.etcdstorage.exporter.sample.EndpointWarning.Problem;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.Outcome.Reached;
import dev.etcdstorage.exporter.sample.UnwatchedMember;
import dev.etcdstorage.exporter.sample.UnwatchedMember.Why;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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

  /** Members that do not answer, and voters of the list that cannot be asked. */
  public static List<String> silent(ClusterSample sample) {
    return Stream.concat(
            sample.members().stream()
                .filter(member -> status(member).isEmpty())
                .map(MemberSample::member),
            sample.unwatched().stream().filter(Voters::needed).map(UnwatchedMember::name))
        .toList();
  }

  /**
   * What keeps the members from being told apart or all seen, a sentence each. A learner that never
   * started is not waited for: it has no vote and no data.
   */
  public static List<String> unseen(ClusterSample sample) {
    return Stream.concat(
            sample.unwatched().stream()
                .filter(Voters::needed)
                .map(member -> member.name() + " " + member.words()),
            sample.warnings().stream()
                .filter(warning -> warning.problem() == Problem.SEVERAL_MEMBERS)
                .map(warning -> warning.endpoint() + " " + warning.words()))
        .toList();
  }

  private static boolean needed(UnwatchedMember member) {
    return member.voter() || member.why() != Why.NEVER_STARTED;
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
