package dev.etcdstorage.exporter.metrics;

import dev.etcdstorage.exporter.keyspace.watch.PrefixWrites;
import dev.etcdstorage.exporter.keyspace.watch.WatchSample;
import dev.etcdstorage.exporter.observe.Observed;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was written since the watch began, by prefix.
 *
 * <pre>
 * etcd_storage_prefix_events_total{event="put",prefix="pods"} 2800000.0
 * etcd_storage_revisions_missed_total 0.0
 * </pre>
 */
final class WriteGroup implements FamilyGroup {
  private static final String PUT = "put";
  private static final String DELETE = "delete";

  @Override
  public void collect(Observed observed, Page page) {
    observed.watch().ifPresent(watch -> collect(observed, watch, page));
  }

  private static void collect(Observed observed, WatchSample watch, Page page) {
    page.add(Family.REVISIONS_SEEN, (double) watch.seen());
    page.add(Family.REVISIONS_MISSED, (double) watch.missed());
    observed
        .pendingRevisions()
        .ifPresent(pending -> page.add(Family.REVISIONS_PENDING, (double) pending));
    page.add(Family.COMPACTOR_INFO, 1, watch.compactor().label());
    // In the order of the page, by event and then by prefix: the library sorts each family's
    // series, which costs next to nothing if they come sorted.
    Map<String, PrefixWrites> writes = new TreeMap<>(watch.writes());
    writes.forEach(
        (prefix, w) -> {
          page.add(Family.PREFIX_EVENTS, (double) w.deletes(), prefix, DELETE);
          page.add(Family.PREFIX_WRITTEN, (double) w.deleteBytes(), prefix, DELETE);
        });
    writes.forEach(
        (prefix, w) -> {
          page.add(Family.PREFIX_EVENTS, (double) w.puts(), prefix, PUT);
          page.add(Family.PREFIX_WRITTEN, (double) w.putBytes(), prefix, PUT);
        });
  }
}
