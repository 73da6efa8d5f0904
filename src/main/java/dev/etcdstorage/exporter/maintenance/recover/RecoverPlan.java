package dev.etcdstorage.exporter.maintenance.recover;

import dev.etcdstorage.exporter.etcd.Alarm;
import dev.etcdstorage.exporter.sample.ClusterSample;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.Outcome.Reached;
import dev.etcdstorage.exporter.sample.QuotaRoom;
import dev.etcdstorage.exporter.storage.Thresholds;
import dev.etcdstorage.exporter.storage.Verdict;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/**
 * The present state, and what will be done about it. Pure.
 *
 * @param members those that answered
 * @param revision of the store, confirmed by a majority
 * @param compactTo history before this revision is dropped
 * @param snapshotFrom a follower that is in step, or the only voter
 */
public record RecoverPlan(
    List<MemberPlan> members,
    LiveData live,
    long revision,
    long compactTo,
    MemberPlan snapshotFrom) {
  /**
   * etcd drops up to 100,000 revisions a second, between pauses that it makes; disks are slower.
   */
  private static final long REVISIONS_A_SECOND = 40_000;

  /**
   * The most that one write copies where {@code --max-request-bytes} is at most what etcd
   * recommends, 10 MiB: four values (see {@code LiveFile}).
   */
  private static final long LARGEST_COPY = 4 * (10L << 20);

  /**
   * A snapshot's speed, as measured with one core for this program (docs/benchmarks.md,
   * "Snapshot"), less a third for the disks of etcd and of this machine.
   */
  private static final long SNAPSHOT_BYTES_A_SECOND = 200L << 20;

  /** The same, with decryption. */
  private static final long SNAPSHOT_BYTES_A_SECOND_BY_TLS = 100L << 20;

  /** Free disk that a snapshot leaves, besides one copy of the live data. */
  private static final long RESERVE = 1L << 30;

  public RecoverPlan {
    members = List.copyOf(members);
  }

  static RecoverPlan of(ClusterSample sample, LiveData live, long revision, long keepRevisions) {
    long compactTo = Math.max(0, revision - keepRevisions);
    List<MemberPlan> members =
        sample.members().stream()
            .filter(member -> member.outcome().reached().isPresent())
            .map(
                member ->
                    MemberPlan.of(
                        member, fileAfter(member, live, revision, compactTo), live.leafBytes()))
            .sorted(Comparator.comparing(MemberPlan::name))
            .toList();
    MemberSample source = source(sample);
    return new RecoverPlan(
        members,
        live,
        revision,
        compactTo,
        members.stream().filter(plan -> plan.member().equals(source)).findFirst().orElseThrow());
  }

  /** With the present state of the members. */
  RecoverPlan seenAgain(ClusterSample now) {
    return of(now, live, revision, revision - compactTo);
  }

  /** Assumes that kept revisions have the average size of all history. */
  private static OptionalLong fileAfter(
      MemberSample member, LiveData live, long revision, long compactTo) {
    if (live.fileBytes().isEmpty()) {
      return OptionalLong.empty();
    }
    Reached now = member.outcome().reached().orElseThrow();
    long alive = live.fileBytes().getAsLong();
    long history = live.makeup(now).historyBytes().orElse(0);
    long revisions = Math.max(1, revision - now.compactedRevision().orElse(0));
    double kept = Math.min(1, (revision - compactTo) / (double) revisions);
    return OptionalLong.of(alive + Math.round(kept * history));
  }

  /** The follower that is furthest on; else the only voter. */
  static MemberSample source(ClusterSample sample) {
    return sample.voters().stream()
        .max(
            Comparator.<MemberSample, Boolean>comparing(
                    member -> !member.status().orElseThrow().leader())
                .thenComparingLong(member -> member.status().orElseThrow().appliedIndex()))
        .orElseThrow();
  }

  /** Whether etcd refuses writes. */
  public boolean nospace() {
    return members.stream().anyMatch(member -> member.status().lists(Alarm.NOSPACE));
  }

  /**
   * Whether the alarm has outlived its cause and only has to be disarmed: nothing is compacted or
   * defragmented then.
   */
  public boolean disarmOnly() {
    return nospace()
        && members.stream().map(MemberPlan::now).allMatch(QuotaRoom::of)
        && members.stream().noneMatch(MemberPlan::tooLargeByOneWrite);
  }

  /** Whether every file takes any write as it is, however large the values beside it are. */
  public boolean roomForLargeValues() {
    return members.stream().allMatch(member -> member.takesCopyOf(LARGEST_COPY));
  }

  /**
   * Whether a run would help: under NOSPACE, or before it while old versions or half-empty pages
   * fill a file.
   */
  public boolean needed() {
    return nospace() || fullOfHistory() || voters().stream().anyMatch(this::fullOfSlack);
  }

  /** Whether old versions fill a file. */
  public boolean fullOfHistory() {
    return members.stream().anyMatch(member -> verdict(member) == Verdict.COMPACT);
  }

  /** In use beside live data and old versions; 0 where it is unknown. */
  public long slackBytes(MemberPlan member) {
    return live.makeup(member.now()).slackBytes().orElse(0);
  }

  /**
   * Whether the file is due only because of its slack: {@code defrag} by itself looks only at free
   * pages and would not act.
   */
  private boolean fullOfSlack(MemberPlan member) {
    return verdict(member) == Verdict.DEFRAG
        && slackBytes(member) > 0
        && member.space().fragmentation().orElse(0) <= Thresholds.DEFAULT.fragmentation();
  }

  public Verdict verdict(MemberPlan member) {
    OptionalLong quota = member.quota().stream().mapToLong(known -> known.bytes()).findFirst();
    return Verdict.of(member.space(), quota, live.makeup(member.now()), Thresholds.DEFAULT);
  }

  public List<MemberPlan> voters() {
    return members.stream().filter(member -> !member.status().learner()).toList();
  }

  public List<MemberPlan> withoutKnownQuota() {
    return members.stream().filter(member -> member.quota().isEmpty()).toList();
  }

  /** Members whose file will still be too large at the end. */
  public List<MemberPlan> tooLargeAfter() {
    return members.stream().filter(MemberPlan::tooLargeAfter).toList();
  }

  /** Voters that will be defragmented, as far as is known before the compaction. */
  public List<MemberPlan> toDefragment() {
    return voters().stream().filter(MemberPlan::worthDefragmenting).toList();
  }

  /** From the member that has compacted least; empty where no member tells. */
  public OptionalLong revisionsKept() {
    return sinceCompaction(revision);
  }

  private OptionalLong sinceCompaction(long end) {
    return members.stream()
        .flatMapToLong(member -> member.now().compactedRevision().stream())
        .map(compacted -> Math.max(0, end - compacted))
        .max();
  }

  public Duration compactionTime() {
    return Duration.ofSeconds(1 + sinceCompaction(compactTo).orElse(0) / REVISIONS_A_SECOND);
  }

  public Duration snapshotTime() {
    return Duration.ofSeconds(1 + snapshotBytes() / snapshotBytesASecond());
  }

  /** The speed that {@link #snapshotTime} assumes. */
  public long snapshotBytesASecond() {
    return snapshotByTls() ? SNAPSHOT_BYTES_A_SECOND_BY_TLS : SNAPSHOT_BYTES_A_SECOND;
  }

  public boolean snapshotByTls() {
    return snapshotFrom.member().endpoint().tls();
  }

  public long snapshotBytes() {
    return snapshotFrom.space().sizeBytes();
  }

  /** What etcd needs beside its file to defragment: one copy of the live data. */
  public long copyBytes() {
    return voters().stream()
        .mapToLong(
            member ->
                Math.min(
                    member.space().inUseBytes(),
                    member.sizeAfter().orElse(member.space().inUseBytes())))
        .max()
        .orElse(0);
  }

  /** What must be free on the snapshot's disk, in case that is etcd's own. */
  public long diskNeededBytes() {
    return snapshotBytes() + copyBytes() + RESERVE;
  }

  public Duration defragTime() {
    return toDefragment().stream()
        .map(MemberPlan::defragTime)
        .reduce(Duration.ZERO, Duration::plus);
  }
}
