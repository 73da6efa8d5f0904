package dev.etcdstorage.exporter.storage;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a database file is made of; the parts add up to its size.
 *
 * <p>Slack is what is in use beside live data and history. A compaction leaves half-empty pages:
 * bbolt merges a page with its neighbour only once little is left in it. And the pages that a
 * compaction emptied stay in use until etcd's next commits, or until the compaction has reached
 * them: {@code settling} says that this may be so now.
 *
 * @param liveBytes stays until keys are deleted; empty without a fresh scan
 * @param historyBytes becomes free pages by a compaction; empty without a fresh scan. Where nothing
 *     else bounds it, it is all that is in use beside the live data
 * @param slackBytes reclaimed by a defragmentation, or becomes free by itself; empty without a
 *     fresh scan, and where history is not told apart from it
 * @param freeBytes reclaimed by a defragmentation
 * @param historyBy how history is known; empty where it is not
 * @param settling whether slack may be pages that become free by themselves
 */
public record FileMakeup(
    OptionalLong liveBytes,
    OptionalLong historyBytes,
    OptionalLong slackBytes,
    long freeBytes,
    Optional<HistorySize.By> historyBy,
    boolean settling) {
  /**
   * Within so few revisions after the compacted one, etcd may not have committed often enough to
   * free what the compaction left: it took two writes on 3.5 to 3.7.
   */
  private static final long SOON_AFTER = 10;

  /** Splits a file whose kept revisions are unknown. */
  public static FileMakeup of(DbSpace space, OptionalLong liveFileBytes) {
    return of(space, liveFileBytes, HistorySize.UNKNOWN, OptionalLong.empty());
  }

  /**
   * Splits a file.
   *
   * @param liveFileBytes what the live data would take in a file of its own ({@link LiveFile});
   *     capped by the pages in use, since keys may have been deleted after the scan
   * @param revisionsKept from the compacted one to the newest
   */
  public static FileMakeup of(
      DbSpace space, OptionalLong liveFileBytes, HistorySize history, OptionalLong revisionsKept) {
    long free = Math.max(0, space.sizeBytes() - space.inUseBytes());
    boolean settling = revisionsKept.isPresent() && revisionsKept.getAsLong() < SOON_AFTER;
    if (liveFileBytes.isEmpty()) {
      return new FileMakeup(
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          free,
          Optional.empty(),
          settling);
    }
    long inUse = Math.min(space.inUseBytes(), space.sizeBytes());
    long live = Math.min(liveFileBytes.getAsLong(), inUse);
    long rest = inUse - live;
    long old = Math.min(rest, history.bytes().orElse(rest));
    // If the pages do not confirm an estimate, it says no more than they do.
    boolean apart =
        history.by() == HistorySize.By.WATCH
            || (history.by() == HistorySize.By.REVISIONS && history.bytes().orElse(rest) <= rest);
    return new FileMakeup(
        OptionalLong.of(live),
        OptionalLong.of(old),
        apart ? OptionalLong.of(rest - old) : OptionalLong.empty(),
        free,
        Optional.of(apart ? history.by() : HistorySize.By.PAGES),
        settling);
  }

  /** What a defragmentation would reclaim now. */
  public long reclaimableBytes() {
    return freeBytes + slackBytes.orElse(0);
  }

  /** The same file with this much of its history counted as live data. */
  public FileMakeup withLive(long more) {
    long moved = Math.min(more, historyBytes.orElse(0));
    return liveBytes.isEmpty() || historyBytes.isEmpty()
        ? this
        : new FileMakeup(
            OptionalLong.of(liveBytes.getAsLong() + moved),
            OptionalLong.of(historyBytes.getAsLong() - moved),
            slackBytes,
            freeBytes,
            historyBy,
            settling);
  }

  /** The same file with all its history counted as slack. */
  public FileMakeup withoutHistory() {
    return historyBytes.isEmpty()
        ? this
        : new FileMakeup(
            liveBytes,
            OptionalLong.of(0),
            OptionalLong.of(slackBytes.orElse(0) + historyBytes.getAsLong()),
            freeBytes,
            historyBy,
            settling);
  }

  /** The same file once etcd has written for a while and still has that slack. */
  public FileMakeup settled() {
    return new FileMakeup(liveBytes, historyBytes, slackBytes, freeBytes, historyBy, false);
  }

  /** What a defragmentation would reclaim, without what etcd may soon free by itself. */
  long settledBytes() {
    return settling ? freeBytes : reclaimableBytes();
  }
}
