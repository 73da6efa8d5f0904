package dev.etcdstorage.exporter.sample;

import dev.etcdstorage.exporter.sample.Outcome.Reached;

/**
 * Whether the files are far below their quotas. If they are, a NOSPACE alarm has outlived its
 * cause: the quota was raised or space was reclaimed, and nobody has disarmed the alarm. Pure.
 */
public final class QuotaRoom {
  /**
   * Part of the quota. Above it EtcdDatabaseQuotaLowSpace fires: space has to be reclaimed first.
   */
  public static final double MOST = 0.8;

  private QuotaRoom() {}

  /** Of every member that answered, at least one. */
  public static boolean whereSeen(ClusterSample sample) {
    return sample.reached().findAny().isPresent() && sample.reached().allMatch(QuotaRoom::of);
  }

  /** Of every member of the cluster, as far as this exporter knows them. */
  public static boolean everywhere(ClusterSample sample) {
    return sample.unwatched().isEmpty()
        && sample.members().stream().allMatch(member -> member.reached().isPresent())
        && whereSeen(sample);
  }

  /**
   * Of one member. A quota that etcd does not report may be wrong, so it does not count; a disabled
   * one is never reached.
   */
  public static boolean of(Reached member) {
    return member
        .quota()
        .filter(quota -> quota.source() != Quota.Source.CONFIG)
        .filter(quota -> quota.disabled() || member.quotaUsage().orElse(1) <= MOST)
        .isPresent();
  }
}
