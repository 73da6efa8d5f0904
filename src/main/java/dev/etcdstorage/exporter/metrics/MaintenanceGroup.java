package dev.etcdstorage.exporter.metrics;

import dev.etcdstorage.exporter.maintenance.DefragRecord;
import dev.etcdstorage.exporter.maintenance.MaintenanceSample;
import dev.etcdstorage.exporter.maintenance.MemberRuns;
import dev.etcdstorage.exporter.maintenance.guard.Guard;
import dev.etcdstorage.exporter.observe.Observed;
import java.util.Map;
import java.util.TreeMap;

/**
 * What this exporter did about the files, and which guards refused.
 *
 * <pre>
 * etcd_storage_maintenance_runs_total{member="etcd-1",result="success"} 2.0
 * etcd_storage_maintenance_refusals_total{guard="apply_lag"} 1.0
 * </pre>
 */
final class MaintenanceGroup implements FamilyGroup {
  @Override
  public void collect(Observed observed, Page page) {
    observed.maintenance().ifPresent(sample -> collect(observed, sample, page));
  }

  private static void collect(Observed observed, MaintenanceSample sample, Page page) {
    page.add(Family.MAINTENANCE_ENABLED, sample.enabled() ? 1 : 0);
    for (Guard guard : Guard.values()) {
      double refusals = sample.refusals().getOrDefault(guard, 0L);
      page.add(Family.MAINTENANCE_REFUSALS, refusals, guard.label());
    }
    runs(observed, sample).forEach((member, runs) -> member(member, runs, page));
  }

  /**
   * Each watched member has its counters from the start: a counter must exist before it increases.
   */
  private static Map<String, MemberRuns> runs(Observed observed, MaintenanceSample sample) {
    Map<String, MemberRuns> runs = new TreeMap<>(sample.members());
    if (sample.enabled()) {
      observed
          .sample()
          .members()
          .forEach(member -> runs.putIfAbsent(member.member(), MemberRuns.NONE));
    }
    return runs;
  }

  private static void member(String member, MemberRuns runs, Page page) {
    page.add(Family.MAINTENANCE_RUNS, (double) runs.succeeded(), member, "success");
    page.add(Family.MAINTENANCE_RUNS, (double) runs.failed(), member, "failure");
    page.add(Family.MAINTENANCE_RECLAIMED, (double) runs.reclaimedBytes(), member);
    runs.last().ifPresent(last -> last(member, last, page));
  }

  private static void last(String member, DefragRecord last, Page page) {
    page.add(Family.MAINTENANCE_DURATION, last.took().toNanos() / 1e9, member);
    if (last.succeeded()) {
      page.add(Family.MAINTENANCE_LAST_SUCCESS, last.ended().toEpochMilli() / 1e3, member);
    }
  }
}
