package dev.etcdstorage.exporter.maintenance.recover;

import dev.etcdstorage.exporter.storage.Thresholds;

/** How a person raises the quota; this program never does. */
public final class RaiseQuota {
  private static final long CEILING = Thresholds.DEFAULT.quotaCeilingBytes();

  private RaiseQuota() {}

  /** One line without a full stop. */
  public static String advice(RecoverPlan plan) {
    long quota =
        plan.members().stream()
            .flatMap(member -> member.quota().stream())
            .mapToLong(known -> known.bytes())
            .max()
            .orElse(0);
    long live = plan.live().fileBytes().orElse(quota) + plan.live().leafBytes().orElse(0);
    long larger = larger(quota, live);
    return larger <= CEILING
        ? "restart each member with --quota-backend-bytes="
            + larger
            + ", one after the other, and wait for each to be healthy before the next; then run this again, since"
            + " the alarm stays until it is disarmed; then delete what is not needed"
        : "etcd suggests no quota above 8 GiB: delete what is not needed (deletions are"
            + " allowed under NOSPACE), then run this again";
  }

  /**
   * The next power of two of which the live data, and what one write copies of it, fill at most
   * three fifths.
   */
  static long larger(long quota, long live) {
    long larger = Long.highestOneBit(Math.max(quota, 1)) * 2;
    while (live > 0.6 * larger && larger < CEILING) {
      larger *= 2;
    }
    return quota < CEILING ? Math.min(larger, CEILING) : larger;
  }
}
