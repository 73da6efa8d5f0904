package dev.etcdstorage.exporter.metrics;

import dev.etcdstorage.exporter.etcd.Reason;
import dev.etcdstorage.exporter.observe.Observed;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.UnwatchedMember;
import java.util.Comparator;
import java.util.Map;

/**
 * How the scrape went, for members that answered and for those that did not.
 *
 * <pre>
 * etcd_storage_up{member="etcd-1"} 0.0
 * etcd_storage_member_unwatched{member="8211f1d0f64f3269",reason="never_started",voter="true"} 1.0
 * etcd_storage_maintenance_running{member="etcd-1"} 1.0
 * etcd_storage_scrape_errors_total{member="etcd-1",reason="timeout"} 3.0
 * </pre>
 */
final class ScrapeGroup implements FamilyGroup {
  @Override
  public void collect(Observed observed, Page page) {
    observed
        .sample()
        .missing()
        .sorted(Comparator.comparing(UnwatchedMember::name))
        .forEach(
            member ->
                page.add(
                    Family.MEMBER_UNWATCHED,
                    1,
                    member.name(),
                    String.valueOf(member.voter()),
                    member.why().label()));
    page.add(Family.SCRAPE_DURATION, observed.sample().took().toNanos() / 1e9);
    for (MemberSample member : observed.sample().members()) {
      boolean up = member.reached().isPresent();
      page.add(Family.UP, up ? 1 : 0, member.member());
      member
          .defragmenting()
          .ifPresent(
              running -> page.add(Family.MAINTENANCE_RUNNING, running ? 1 : 0, member.member()));
      for (Map.Entry<Reason, Long> errors : member.errors().entrySet()) {
        page.add(Family.SCRAPE_ERRORS, errors.getValue(), member.member(), errors.getKey().label());
      }
    }
  }
}
