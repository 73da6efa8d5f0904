package dev.etcdstorage.exporter.metrics;

import dev.etcdstorage.exporter.observe.Observed;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusScrapeRequest;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The families about etcd, sampled while the scrape waits. Never throws. */
public final class StorageCollector implements MultiCollector {
  private static final Logger LOG = LoggerFactory.getLogger("metrics");
  private static final List<FamilyGroup> GROUPS =
      List.of(
          new ScrapeGroup(),
          new MemberGroup(),
          new SpaceGroup(),
          new AlarmGroup(),
          new RevisionGroup(),
          new MakeupGroup(),
          new MaintenanceGroup(),
          new WriteGroup(),
          new LiveGroup(),
          new PartGroup());

  /**
   * The library sorts a family's series by their labels, which costs little if they come sorted.
   */
  private static final Comparator<Observed> AS_ON_THE_PAGE =
      Comparator.comparing(observed -> observed.cluster().orElse(""));

  private final Function<@Nullable PrometheusScrapeRequest, List<Observed>> observer;

  /** The label sets of the last finished page. */
  private volatile Map<Family, List<LabelSets.Known>> last = Map.of();

  /**
   * @param observer asks etcd, within the time that the request allows
   */
  public StorageCollector(Function<@Nullable PrometheusScrapeRequest, List<Observed>> observer) {
    this.observer = observer;
  }

  @Override
  public MetricSnapshots collect() {
    return collect((PrometheusScrapeRequest) null);
  }

  @Override
  public MetricSnapshots collect(@Nullable PrometheusScrapeRequest request) {
    Page page = new Page(last);
    try {
      observer.apply(request).stream()
          .sorted(AS_ON_THE_PAGE)
          .forEach(
              observed -> {
                page.startCluster(observed.cluster());
                GROUPS.forEach(group -> group.collect(observed, page));
              });
      MetricSnapshots snapshots = page.snapshots();
      last = page.kept();
      return snapshots;
    } catch (RuntimeException e) {
      // One fault must not cost the page with the JVM's and the exporter's own series.
      LOG.atError().setCause(e).log("the sample could not be taken");
      return new MetricSnapshots();
    }
  }
}
