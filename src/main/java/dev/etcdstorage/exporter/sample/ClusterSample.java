package dev.etcdstorage.exporter.sample;

import dev.etcdstorage.exporter.etcd.MemberStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All watched members of a cluster at one scrape.
 *
 * @param cluster the name in the configuration, if it has one
 * @param members each once, whatever number of endpoints leads to it
 * @param unwatched listed members that no endpoint led to, also those that nobody asked for
 * @param warnings endpoints that are not the way to one member of its own
 * @param took how long the members had to be waited for
 */
public record ClusterSample(
    Optional<String> cluster,
    List<MemberSample> members,
    List<UnwatchedMember> unwatched,
    List<EndpointWarning> warnings,
    Duration took) {
  public ClusterSample {
    members = List.copyOf(members);
    unwatched = List.copyOf(unwatched);
    warnings = List.copyOf(warnings);
  }

  /** Of a cluster whose endpoints are what they should be. */
  public ClusterSample(
      Optional<String> cluster,
      List<MemberSample> members,
      List<UnwatchedMember> unwatched,
      Duration took) {
    this(cluster, members, unwatched, List.of(), took);
  }

  /** The same with its members in another order. */
  public ClusterSample with(List<MemberSample> sorted) {
    return new ClusterSample(cluster, sorted, unwatched, warnings, took);
  }

  /** What those answered that did. */
  public Stream<Outcome.Reached> reached() {
    return members.stream().flatMap(member -> member.reached().stream());
  }

  /** Members with a vote that answered. */
  public List<MemberSample> voters() {
    return members.stream().filter(MemberSample::votes).toList();
  }

  /** The leader, where all voters that answered name the same one and it is among them. */
  public Optional<MemberSample> leader() {
    List<MemberSample> voters = voters();
    long named =
        voters.stream()
            .flatMap(member -> member.status().stream())
            .map(MemberStatus::leaderId)
            .distinct()
            .count();
    return named == 1 ? voters.stream().filter(MemberSample::leads).findFirst() : Optional.empty();
  }

  /** Members that do not answer, and those of the list that cannot be asked. */
  public List<String> silent() {
    return Stream.concat(
            members.stream().filter(member -> member.status().isEmpty()).map(MemberSample::member),
            unwatched.stream().filter(UnwatchedMember::needed).map(UnwatchedMember::name))
        .toList();
  }

  /** This member as it is in this sample. */
  public Optional<MemberSample> find(MemberSample before) {
    return members.stream()
        .filter(member -> member.endpoint().equals(before.endpoint()))
        .findFirst();
  }

  /** Members of the list of which nothing is known although it should be. */
  public Stream<UnwatchedMember> missing() {
    return unwatched.stream().filter(UnwatchedMember::fault);
  }
}
