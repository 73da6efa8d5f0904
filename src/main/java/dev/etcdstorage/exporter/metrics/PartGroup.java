package dev.etcdstorage.exporter.metrics;

import dev.etcdstorage.exporter.keyspace.KeyspaceSample;
import dev.etcdstorage.exporter.keyspace.scan.ScanSample;
import dev.etcdstorage.exporter.keyspace.watch.WatchSample;
import dev.etcdstorage.exporter.keyspace.work.Part;
import dev.etcdstorage.exporter.keyspace.work.PartSample;
import dev.etcdstorage.exporter.observe.Observed;

/**
 * Whether watch and scan work or have switched themselves off.
 *
 * <pre>
 * etcd_storage_keyspace_off{part="watch"} 1.0
 * etcd_storage_keyspace_stops_total{part="watch",reason="slow_watchers"} 1.0
 * </pre>
 */
final class PartGroup implements FamilyGroup {
  @Override
  public void collect(Observed observed, Page page) {
    if (observed.keyspace().isPresent()) {
      KeyspaceSample keyspace = observed.keyspace().get();
      keyspace.watch().map(WatchSample::part).ifPresent(part -> add(Part.WATCH, part, page));
      keyspace.scan().map(ScanSample::part).ifPresent(part -> add(Part.SCAN, part, page));
    }
  }

  private static void add(Part part, PartSample sample, Page page) {
    page.add(Family.KEYSPACE_WORKING, sample.working() ? 1 : 0, part.label());
    page.add(Family.KEYSPACE_OFF, sample.off().isPresent() ? 1 : 0, part.label());
    sample
        .stops()
        .forEach(
            (reason, times) ->
                page.add(Family.KEYSPACE_STOPS, (double) times, part.label(), reason.label()));
  }
}
