package dev.etcdstorage.exporter.observe;

import dev.etcdstorage.exporter.keyspace.KeyspaceSample;
import dev.etcdstorage.exporter.keyspace.ledger.KeptHistory;
import dev.etcdstorage.exporter.keyspace.ledger.LiveNow;
import dev.etcdstorage.exporter.keyspace.scan.ScanSample;
import dev.etcdstorage.exporter.keyspace.watch.WatchSample;
import dev.etcdstorage.exporter.maintenance.MaintenanceSample;
import dev.etcdstorage.exporter.sample.ClusterSample;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.Outcome.Reached;
import dev.etcdstorage.exporter.sample.Quota;
import dev.etcdstorage.exporter.storage.FileMakeup;
import dev.etcdstorage.exporter.storage.HistorySize;
import dev.etcdstorage.exporter.storage.Thresholds;
import dev.etcdstorage.exporter.storage.Verdict;
import dev.etcdstorage.exporter.storage.Window;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/**
 * All that is known of one cluster at one scrape.
 *
 * @param sample of the members, just asked
 * @param keyspace of the keys, remembered; empty where that is switched off
 * @param maintenance what was done about the files; empty where this exporter never does any
 * @param thresholds for the verdict
 */
public record Observed(
    ClusterSample sample,
    Optional<KeyspaceSample> keyspace,
    Optional<MaintenanceSample> maintenance,
    Thresholds thresholds) {

  /** The cluster's name in the configuration, if it has one. */
  public Optional<String> cluster() {
    return sample.cluster();
  }

  /** The live data, while the scan behind it is fresh enough to be believed. */
  public Optional<LiveNow> live() {
    return keyspace.flatMap(KeyspaceSample::live);
  }

  /** Whether a scan of the keys was wanted, with or without success. */
  public boolean scans() {
    return keyspace.flatMap(KeyspaceSample::scan).isPresent();
  }

  /**
   * Revisions that the members have passed and that the watch has neither seen nor missed yet;
   * empty before a first watch, and where no member answers.
   */
  public OptionalLong pendingRevisions() {
    long next = watch().map(WatchSample::next).orElse(0L);
    LongStream passed =
        sample.reached().mapToLong(reached -> Math.max(0, reached.status().revision() + 1 - next));
    return next == 0 ? OptionalLong.empty() : passed.max();
  }

  /** The watch's account; empty before a first watch. */
  public Optional<WatchSample> watch() {
    return keyspace.flatMap(KeyspaceSample::watch).filter(WatchSample::begun);
  }

  /** What a member's file is made of, as far as that is known. */
  public FileMakeup makeup(Reached member) {
    return FileMakeup.of(member.space(), liveFileBytes(), history(member), member.revisionsKept());
  }

  /**
   * An estimate of what a member's file is made of, while the first scan reads and no live data is
   * known; empty before it has read any key, and once something is known.
   */
  public Optional<FileMakeup> firstEstimate(Reached member) {
    return keyspace
        .flatMap(KeyspaceSample::scan)
        .filter(scan -> scan.last().isEmpty())
        .flatMap(ScanSample::progress)
        .filter(far -> far.estimatedFileBytes().isPresent())
        .map(
            far ->
                FileMakeup.of(
                    member.space(),
                    far.estimatedFileBytes(),
                    KeptHistory.estimate(
                        member.compactedRevision(), member.status().revision(), far),
                    member.revisionsKept()));
  }

  /**
   * What to do about a member's file: the file's verdict, except for a defragmentation of a
   * learner, which etcd refuses.
   */
  public Verdict verdict(Reached member) {
    Verdict verdict = fileVerdict(member);
    return member.status().learner() && verdict == Verdict.DEFRAG ? Verdict.NONE : verdict;
  }

  /** The file's verdict, whether or not etcd can do it. */
  public Verdict fileVerdict(Reached member) {
    return verdict(member, makeup(member));
  }

  private Verdict verdict(Reached member, FileMakeup makeup) {
    OptionalLong quota =
        member.quota().map(Quota::bytes).map(OptionalLong::of).orElse(OptionalLong.empty());
    Verdict verdict = Verdict.of(member.space(), quota, makeup, thresholds);
    // With all unseen writes since the last scan taken as live data.
    Verdict ifTheyLive =
        Verdict.of(member.space(), quota, makeup.withLive(unseenBytes(member)), thresholds);
    // With history that is only an upper bound taken as slack; to compact comes first in any case.
    Verdict ifSlack =
        verdict == Verdict.NONE && isAtMostHistory(member, makeup)
            ? Verdict.of(member.space(), quota, makeup.withoutHistory(), thresholds)
            : verdict;
    return verdict == ifTheyLive && verdict == ifSlack ? verdict : Verdict.UNKNOWN;
  }

  /** Before a first compaction there is no slack: what does not live is history. */
  private static boolean isAtMostHistory(Reached member, FileMakeup makeup) {
    return makeup.historyBy().equals(Optional.of(HistorySize.By.PAGES))
        && member.compactedRevision().orElse(0) > 0;
  }

  private long unseenBytes(Reached member) {
    return live().map(live -> live.unseenBytes(member.status().revision())).orElse(0L);
  }

  /**
   * Whether there is nothing to do but wait: pages that etcd may free with its next writes would
   * need a defragmentation if they were half-empty.
   */
  public boolean waitsForWrites(Reached member) {
    FileMakeup makeup = makeup(member);
    return makeup.settling()
        && verdict(member, makeup) == Verdict.NONE
        && verdict(member, makeup.settled()) == Verdict.DEFRAG;
  }

  /**
   * Seconds until a member's file is as large as its quota, at the pace of the window; empty while
   * it does not grow, and where pace or quota is unknown.
   */
  public static OptionalDouble secondsToFull(MemberSample member, Reached reached, Window window) {
    return reached
        .quota()
        .map(quota -> member.history().pace(window).secondsToFull(reached.space(), quota.bytes()))
        .orElse(OptionalDouble.empty());
  }

  private HistorySize history(Reached member) {
    return live()
        .map(live -> live.history(member.compactedRevision(), member.status().revision()))
        .orElse(HistorySize.UNKNOWN);
  }

  private OptionalLong liveFileBytes() {
    return live().map(LiveNow::fileBytes).orElse(OptionalLong.empty());
  }
}
