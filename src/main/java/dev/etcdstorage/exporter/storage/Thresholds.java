package dev.etcdstorage.exporter.storage;

/**
 * When a {@link Verdict} says that something should be done.
 *
 * @param fragmentation the part of the file that is free pages, above which a defragmentation pays;
 *     between 0 and 1. Default 0.5: a defragmentation blocks the member, so it should at least
 *     halve the file
 * @param quotaUsage the part of the quota above which it is near; above 0, at most 1. Default 0.8,
 *     as in the alert EtcdDatabaseQuotaLowSpace
 * @param worthBytes more than this is worth reclaiming; at least 0. Default 100 MiB: a small
 *     database that is mostly free pages harms nobody
 * @param worthQuotaRatio more than this part of the quota is worth it too; above 0, at most 1.
 *     Default 0.1: it is for quotas below 1 GiB, where 100 MiB is much
 * @param historyRatio history is too much above so many times the live data; at least 0. Default
 *     1.5 and not 1, since the pages that a compaction leaves half-empty can be as large as the
 *     live data, and count as history where nothing tells them apart
 * @param quotaCeilingBytes a quota should not be raised beyond this; above 0. Default 8 GiB, above
 *     which etcd warns when it starts
 */
public record Thresholds(
    double fragmentation,
    double quotaUsage,
    long worthBytes,
    double worthQuotaRatio,
    double historyRatio,
    long quotaCeilingBytes) {
  public static final Thresholds DEFAULT = new Thresholds(0.5, 0.8, 100L << 20, 0.1, 1.5, 8L << 30);

  public Thresholds {
    require(fragmentation > 0 && fragmentation < 1, "fragmentation must be between 0 and 1");
    require(quotaUsage > 0 && quotaUsage <= 1, "quotaUsage must be above 0 and at most 1");
    require(worthBytes >= 0, "worthBytes must be at least 0");
    require(
        worthQuotaRatio > 0 && worthQuotaRatio <= 1,
        "worthQuotaRatio must be above 0 and at most 1");
    require(
        historyRatio >= 0 && historyRatio < Double.POSITIVE_INFINITY,
        "historyRatio must be at least 0");
    require(quotaCeilingBytes > 0, "quotaCeilingBytes must be above 0");
  }

  /** The same with other thresholds for a defragmentation. */
  public Thresholds withDefrag(double fragmentationAbove, long worthBytesAbove) {
    return new Thresholds(
        fragmentationAbove,
        quotaUsage,
        worthBytesAbove,
        worthQuotaRatio,
        historyRatio,
        quotaCeilingBytes);
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
