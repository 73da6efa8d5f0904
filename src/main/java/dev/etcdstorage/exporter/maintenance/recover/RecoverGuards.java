package dev.etcdstorage.exporter.maintenance.recover;

import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.etcd.Alarm;
import dev.etcdstorage.exporter.etcd.Answer;
import dev.etcdstorage.exporter.etcd.Deadline;
import dev.etcdstorage.exporter.etcd.EtcdVersion;
import dev.etcdstorage.exporter.etcd.Failure;
import dev.etcdstorage.exporter.etcd.KnownDefect;
import dev.etcdstorage.exporter.etcd.MemberControl;
import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.etcd.MetricsPage;
import dev.etcdstorage.exporter.etcd.OwnKeys;
import dev.etcdstorage.exporter.etcd.Reason;
import dev.etcdstorage.exporter.maintenance.ApplyLag;
import dev.etcdstorage.exporter.maintenance.Guard;
import dev.etcdstorage.exporter.maintenance.MaintainedCluster;
import dev.etcdstorage.exporter.maintenance.Refusal;
import dev.etcdstorage.exporter.maintenance.SharedKeys;
import dev.etcdstorage.exporter.maintenance.Voters;
import dev.etcdstorage.exporter.maintenance.Waiting;
import dev.etcdstorage.exporter.sample.ClusterSample;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What keeps the recovery from its next change. NOSPACE does not, and neither does a single member:
 * a person is there and said yes.
 */
final class RecoverGuards {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final MaintainedCluster cluster;
  private final Waiting waiting;
  private final boolean allowUnsafeVersion;

  RecoverGuards(MaintainedCluster cluster, Waiting waiting, boolean allowUnsafeVersion) {
    this.cluster = cluster;
    this.waiting = waiting;
    this.allowUnsafeVersion = allowUnsafeVersion;
  }

  /** The first that speaks. Changes nothing: the reads are confirmed by a majority, not logged. */
  Optional<Refusal> refusal(ClusterSample now) throws InterruptedException {
    Optional<Refusal> seen = seen(now, allowUnsafeVersion);
    if (seen.isEmpty()) {
      seen = catchingUp(now);
    }
    return seen.isPresent() ? seen : asked(control(now));
  }

  /** On most versions a snapshot that comes in must not meet a defragmentation. */
  private Optional<Refusal> catchingUp(ClusterSample now) {
    if (first(now, status -> has(KnownDefect.DEFRAG_WHILE_CATCHING_UP_CORRUPTS, status.version()))
        .isEmpty()) {
      return Optional.empty();
    }
    Map<Endpoint, MetricsPage> pages =
        cluster.pages(now.members().stream().map(MemberSample::endpoint).toList(), LIMIT);
    return now.members().stream()
        .filter(
            member ->
                Optional.ofNullable(pages.get(member.endpoint()))
                    .filter(page -> page.snapshots() > 0)
                    .isPresent())
        .findFirst()
        .map(
            member ->
                refusal(
                    Guard.CATCHING_UP,
                    member.member()
                        + " sends or takes in a snapshot: "
                        + KnownDefect.DEFRAG_WHILE_CATCHING_UP_CORRUPTS.text()
                        + " ("
                        + KnownDefect.DEFRAG_WHILE_CATCHING_UP_CORRUPTS.source()
                        + ")"));
  }

  /** The way to the leader. */
  MemberControl control(ClusterSample now) {
    return cluster.control(Voters.leader(now).orElseThrow().endpoint());
  }

  /** What the members' own answers tell. Pure. */
  static Optional<Refusal> seen(ClusterSample now, boolean allowUnsafeVersion) {
    Optional<Refusal> refusal =
        first(now, status -> status.lists(Alarm.CORRUPT))
            .map(member -> refusal(Guard.CORRUPT_ALARM, member.member() + " lists CORRUPT"));
    if (refusal.isEmpty()) {
      refusal =
          now.members().stream()
              .filter(member -> member.defragmenting().orElse(false))
              .findFirst()
              .map(member -> refusal(Guard.DEFRAG_RUNNING, member.member() + " is defragmenting"));
    }
    if (refusal.isEmpty()) {
      refusal = silent(now);
    }
    if (refusal.isEmpty() && Voters.leader(now).isEmpty()) {
      refusal =
          Optional.of(refusal(Guard.NO_AGREED_LEADER, "the members do not agree on one leader"));
    }
    if (refusal.isEmpty()) {
      long committed = committed(now);
      refusal =
          first(now, status -> committed - status.appliedIndex() > ApplyLag.MOST)
              .map(
                  member ->
                      refusal(
                          Guard.APPLY_LAG,
                          member.member()
                              + " is behind by "
                              + (committed - Voters.status(member).orElseThrow().appliedIndex())
                              + " entries"));
    }
    if (refusal.isEmpty() && !allowUnsafeVersion) {
      refusal =
          first(now, status -> has(KnownDefect.DEFRAG_CORRUPTS, status.version()))
              .map(
                  member ->
                      refusal(
                          Guard.UNSAFE_VERSION,
                          member.member()
                              + " is "
                              + Voters.status(member).orElseThrow().version()
                              + ": "
                              + KnownDefect.DEFRAG_CORRUPTS.text()
                              + " ("
                              + KnownDefect.DEFRAG_CORRUPTS.source()
                              + ")"));
    }
    return refusal;
  }

  /** As far as the furthest member knows. */
  private static long committed(ClusterSample now) {
    return now.members().stream()
        .flatMap(member -> Voters.status(member).stream())
        .mapToLong(MemberStatus::committedIndex)
        .max()
        .orElse(0);
  }

  private static Optional<MemberSample> first(
      ClusterSample now, Predicate<MemberStatus> condition) {
    return now.members().stream()
        .filter(member -> Voters.status(member).filter(condition).isPresent())
        .findFirst();
  }

  private static Optional<Refusal> silent(ClusterSample now) {
    for (MemberSample member : now.members()) {
      if (member.outcome() instanceof Outcome.Failed failed) {
        return Optional.of(
            refusal(
                Guard.MEMBER_UNREACHABLE,
                member.member()
                    + " at "
                    + member.endpoint()
                    + " does not answer ("
                    + why(failed.failure())
                    + ")"));
      }
    }
    return Voters.unseen(now).stream()
        .findFirst()
        .map(words -> refusal(Guard.MEMBER_UNREACHABLE, words));
  }

  /** What gRPC says of a deadline is long, and says no more. */
  private static String why(Failure failure) {
    return failure.reason() == Reason.TIMEOUT
        ? "no answer in time: paused, cut off, or at work on a defragmentation"
        : failure.reason().label() + ": " + failure.detail();
  }

  private static boolean has(KnownDefect defect, String version) {
    return EtcdVersion.parse(version)
        .filter(known -> KnownDefect.of(known).contains(defect))
        .isPresent();
  }

  private static Refusal refusal(Guard guard, String why) {
    return new Refusal(guard, why);
  }

  /** What a majority has to confirm: that nobody else is at work, and nobody said stop. */
  private Optional<Refusal> asked(MemberControl leader) throws InterruptedException {
    for (String name : List.of(SharedKeys.LOCK, SharedKeys.STOP)) {
      Answer<Optional<OwnKeys.Kept>> key =
          Pending.of(leader.ownKeys().get(name, Deadline.in(LIMIT)), waiting, elapsed -> {});
      if (key instanceof Answer.Refused<Optional<OwnKeys.Kept>> refused) {
        return Optional.of(
            refusal(
                Guard.NO_QUORUM,
                "a read that a majority must confirm failed: " + refused.failure().detail()));
      }
      if (key.got().orElse(Optional.empty()).isPresent()) {
        return Optional.of(
            refusal(
                name.equals(SharedKeys.LOCK) ? Guard.LOCKED : Guard.KILL_SWITCH,
                "the key " + OwnKeys.ROOT + name + " is there"));
      }
    }
    return Optional.empty();
  }
}
