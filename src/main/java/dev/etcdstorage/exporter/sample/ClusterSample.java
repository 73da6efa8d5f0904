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
 * @param members each once, however many endpoints lead to it
 * @param unwatched listed members that no endpoint led to, including those not configured
 * @param warnings endpoints that do not lead to one member of their own
 * @param took how long it took until the members had answered
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

  /** Of a cluster whose endpoints need no warning. */
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

  /** The answers of the members that answered. */
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

  /** Members that do not answer, and members of the list that cannot be asked. */
  public List<String> silent() {
    return Stream.concat(
            members.stream().filter(member -> member.status().isEmpty()).map(MemberSample::member),
            unwatched.stream().filter(UnwatchedMember::needed).map(UnwatchedMember::name))
        .toList();
  }

  /** This member in this sample. */
  public Optional<MemberSample> find(MemberSample before) {
    return members.stream()
        .filter(member -> member.endpoint().equals(before.endpoint()))
        .findFirst();
  }

  /** Unwatched members that should be watched. */
  public Stream<UnwatchedMember> missing() {
    return unwatched.stream().filter(UnwatchedMember::fault);
  }
}
