package dev.etcdstorage.exporter.maintenance.guard;

import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.etcd.Answer;
import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.etcd.MetricsPage;
import dev.etcdstorage.exporter.sample.ClusterSample;
import dev.etcdstorage.exporter.sample.MemberSample;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Everything that the guards look at, gathered at one moment.
 *
 * @param due the members to be defragmented
 * @param pages etcd's metrics pages, where they could be read
 * @param confirmed a read that a majority has to confirm
 * @param stop who set the kill switch, if anybody did
 * @param disk of the member whose data directory was given
 * @param lock what the lock says; a held lock is a refusal
 */
public record GuardInputs(
    Instant now,
    ClusterSample sample,
    List<MemberSample> due,
    Map<Endpoint, MetricsPage> pages,
    Answer<Long> confirmed,
    Optional<String> stop,
    Optional<DataDisk> disk,
    Optional<Refusal> lock,
    GuardSettings settings) {

  /**
   * The disk of one member's data directory.
   *
   * @param free empty where it cannot be read
   */
  public record DataDisk(Endpoint endpoint, String directory, OptionalLong free) {}

  /** What a sample alone tells: what was not asked does not stop the run. */
  public static GuardInputs ofSample(
      Instant now, ClusterSample sample, List<MemberSample> due, GuardSettings settings) {
    return new GuardInputs(
        now,
        sample,
        due,
        Map.of(),
        new Answer.Got<>(0L),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        settings);
  }

  List<MemberSample> members() {
    return sample.members();
  }

  Stream<MemberStatus> statuses() {
    return members().stream().flatMap(member -> member.status().stream());
  }

  List<String> membersWith(Predicate<MemberStatus> condition) {
    return members().stream()
        .filter(member -> member.status().filter(condition).isPresent())
        .map(MemberSample::member)
        .toList();
  }

  Optional<MetricsPage> page(MemberSample member) {
    return Optional.ofNullable(pages.get(member.endpoint()));
  }

  /** How far the member is behind the highest index that any member knows to be committed. */
  long entriesBehind(MemberStatus status) {
    long committed = statuses().mapToLong(MemberStatus::committedIndex).max().orElse(0);
    return Math.max(0, committed - status.appliedIndex());
  }
}
