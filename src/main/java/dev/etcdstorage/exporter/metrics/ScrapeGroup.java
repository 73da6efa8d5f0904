package dev.etcdstorage.exporter.metrics;

import dev.etcdstorage.exporter.etcd.Reason;
import dev.etcdstorage.exporter.sample.ClusterSample;
import dev.etcdstorage.exporter.sample.MemberSample;
import java.util.Map;

/**
 * How the asking went, for members that answered and for those that did not.
 *
 * <pre>
 * etcd_storage_up{member="etcd-1"} 0.0
 * etcd_storage_maintenance_running{member="etcd-1"} 1.0
 * etcd_storage_scrape_errors_total{member="etcd-1",reason="timeout"} 3.0
 * </pre>
 */
final class ScrapeGroup implements FamilyGroup {
  @Override
  public void collect(ClusterSample sample, Page page) {
    page.add(Family.SCRAPE_DURATION, sample.cluster(), sample.took().toNanos() / 1e9);
    for (MemberSample member : sample.members()) {
      boolean up = member.outcome().reached().isPresent();
      page.add(Family.UP, sample.cluster(), up ? 1 : 0, member.member());
      member
          .defragmenting()
          .ifPresent(
              running ->
                  page.add(
                      Family.MAINTENANCE_RUNNING,
                      sample.cluster(),
                      running ? 1 : 0,
                      member.member()));
      for (Map.Entry<Reason, Long> errors : member.errors().entrySet()) {
        page.add(
            Family.SCRAPE_ERRORS,
            sample.cluster(),
            errors.getValue(),
            member.member(),
            errors.getKey().label());
      }
    }
  }
}
