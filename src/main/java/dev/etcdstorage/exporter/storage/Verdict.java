package dev.etcdstorage.exporter.storage;

import java.util.Locale;
import java.util.OptionalLong;

/**
 * The one thing to do next about a member's database file; a value of the label {@code verdict}.
 *
 * <p>Each verdict names the cheapest step that helps, and changes when that is done: a compaction
 * turns history into free pages, and {@code compact} becomes {@code defrag}.
 */
public enum Verdict {
  /** Nothing is worth doing. */
  NONE,
  /** History fills the file. Compact; the free pages that this leaves need a defrag later. */
  COMPACT,
  /** Free and half-empty pages fill the file. */
  DEFRAG,
  /** Live data fills the quota, which should not be raised further: delete keys, or split. */
  FREE_DATA,
  /** Live data fills the quota, and a larger one is still sound. */
  RAISE_QUOTA,
  /**
   * Unknown where it would matter: live data and history apart, without a fresh scan, or how near
   * the quota is, without a known quota.
   */
  UNKNOWN;

  private final String label = name().toLowerCase(Locale.ROOT);

  public String label() {
    return label;
  }

  /**
   * Exactly one applies. With a scan, the first of these:
   *
   * <ol>
   *   <li>Live data alone is near the quota: neither compaction nor defrag brings relief, so more
   *       quota while it is below the ceiling, otherwise less data.
   *   <li>History is worth reclaiming and is large beside the live data: compact. This comes before
   *       a defrag, even where that would pay too: the defrag blocks the member and copies the
   *       history with it, and would be due again after the compaction. Some history beside much
   *       live data is normal between two compactions.
   *   <li>Free pages and slack are worth reclaiming and most of the file: defrag. Less is left
   *       alone, as new writes fill free pages before the file grows. Slack that may still become
   *       free by itself, right after a compaction, does not count: etcd's next writes will show.
   *   <li>The file is near the quota, by its size with free pages included, as etcd counts it: the
   *       larger of history, and of free pages and slack, if it is worth it, since that takes the
   *       file furthest from the quota. If neither is worth it, live data fills the quota.
   *   <li>Nothing.
   * </ol>
   *
   * <p>Without a scan: free pages as above, since if they are most of the file no compaction could
   * reclaim more than they do; nothing if all that is in use would not be worth it; otherwise
   * unknown.
   *
   * <p>While the quota is unknown, so is how near it is: unknown replaces {@code none}, unless the
   * whole file would not be worth it.
   *
   * <p>Worth it is more than {@code worthBytes} or {@code worthQuotaRatio} of the quota, so that a
   * small database is left alone. With a disabled quota only the bytes count, and nothing is near
   * it.
   *
   * @param quotaBytes empty where it is unknown; not positive where it is disabled
   * @param makeup of the file
   */
  public static Verdict of(
      DbSpace space, OptionalLong quotaBytes, FileMakeup makeup, Thresholds thresholds) {
    Limits limits = new Limits(quotaBytes.orElse(0), thresholds);
    Verdict verdict = of(space, limits, makeup, thresholds);
    boolean guessed = verdict == NONE && quotaBytes.isEmpty() && limits.worth(space.sizeBytes());
    return guessed ? UNKNOWN : verdict;
  }

  /**
   * For a file whose kept revisions are unknown.
   *
   * @param liveFileBytes as {@link LiveFile} says, of a fresh scan
   */
  public static Verdict of(
      DbSpace space, OptionalLong quotaBytes, OptionalLong liveFileBytes, Thresholds thresholds) {
    return of(space, quotaBytes, FileMakeup.of(space, liveFileBytes), thresholds);
  }

  private static Verdict of(
      DbSpace space, Limits limits, FileMakeup makeup, Thresholds thresholds) {
    long settled = makeup.settledBytes();
    boolean fragmented =
        limits.worth(settled) && settled > thresholds.fragmentation() * space.sizeBytes();
    if (makeup.liveBytes().isEmpty() || makeup.historyBytes().isEmpty()) {
      if (fragmented) {
        return DEFRAG;
      }
      return limits.worth(space.inUseBytes()) ? UNKNOWN : NONE;
    }
    long live = makeup.liveBytes().getAsLong();
    long history = makeup.historyBytes().getAsLong();
    if (limits.nearQuota(live)) {
      return limits.largerQuotaOrLessData();
    }
    if (limits.worth(history) && history > thresholds.historyRatio() * live) {
      return COMPACT;
    }
    if (fragmented) {
      return DEFRAG;
    }
    if (!limits.nearQuota(space.sizeBytes())) {
      return NONE;
    }
    long reclaimable = makeup.reclaimableBytes();
    if (!limits.worth(Math.max(history, reclaimable))) {
      return limits.largerQuotaOrLessData();
    }
    return history >= reclaimable ? COMPACT : DEFRAG;
  }

  /** What the thresholds mean under one quota; one that is not positive limits nothing. */
  private record Limits(long quotaBytes, Thresholds thresholds) {
    boolean worth(long bytes) {
      return bytes > thresholds.worthBytes()
          || (quotaBytes > 0 && bytes > thresholds.worthQuotaRatio() * quotaBytes);
    }

    boolean nearQuota(long bytes) {
      return quotaBytes > 0 && bytes > thresholds.quotaUsage() * quotaBytes;
    }

    Verdict largerQuotaOrLessData() {
      return quotaBytes < thresholds.quotaCeilingBytes() ? RAISE_QUOTA : FREE_DATA;
    }
  }
}
