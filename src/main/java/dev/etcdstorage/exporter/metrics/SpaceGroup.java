package dev.etcdstorage.exporter.metrics;

import dev.etcdstorage.exporter.observe.Observed;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.Outcome.Reached;
import dev.etcdstorage.exporter.sample.Quota;
import dev.etcdstorage.exporter.storage.DbSpace;

/**
 * The size of the file, what is in use, and the quota.
 *
 * <pre>
 * etcd_storage_db_size_bytes{member="etcd-1"} 8.388608E9
 * etcd_storage_fragmentation_ratio{member="etcd-1"} 0.981
 * etcd_storage_quota_usage_ratio{member="etcd-1"} 1.02
 * </pre>
 */
final class SpaceGroup implements ReachedGroup {
  @Override
  public void collect(Observed observed, MemberSample member, Reached reached, Page page) {
    DbSpace space = reached.space();
    String name = member.member();
    page.add(Family.DB_SIZE, (double) space.sizeBytes(), name);
    page.add(Family.DB_IN_USE, (double) space.inUseBytes(), name);
    space.fragmentation().ifPresent(ratio -> page.add(Family.FRAGMENTATION, ratio, name));
    if (reached.quota().isPresent()) {
      Quota quota = reached.quota().get();
      page.add(Family.QUOTA_INFO, 1, name, quota.sourceLabel());
      if (!quota.disabled()) {
        page.add(Family.QUOTA, (double) quota.bytes(), name);
      }
      reached.quotaUsage().ifPresent(ratio -> page.add(Family.QUOTA_USAGE, ratio, name));
    }
  }
}
