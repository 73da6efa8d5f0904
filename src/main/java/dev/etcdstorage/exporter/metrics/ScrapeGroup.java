package dev.etcdstorage.exporter.metrics;

import dev.etcdstorage.exporter.etcd.Reason;
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
  public void collect(Observed observed, Page page) {
    page.add(Family.SCRAPE_DURATION, observed.cluster(), observed.sample().took().toNanos() / 1e9);
    for (MemberSample member : observed.sample().members()) {
      boolean up = member.outcome().reached().isPresent();
      page.add(Family.UP, observed.cluster(), up ? 1 : 0, member.member());
      member
          .defragmenting()
          .ifPresent(
              running ->
                  page.add(
                      Family.MAINTENANCE_RUNNING,
                      observed.cluster(),
                      running ? 1 : 0,
                      member.member()));
      for (Map.Entry<Reason, Long> errors : member.errors().entrySet()) {
        page.add(
            Family.SCRAPE_ERRORS,
            observed.cluster(),
            errors.getValue(),
            member.member(),
            errors.getKey().label());
      }
    }
  }
}
