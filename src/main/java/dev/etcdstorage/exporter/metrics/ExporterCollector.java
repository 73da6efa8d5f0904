package dev.etcdstorage.exporter.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The families about the exporter itself.
 *
 * <pre>
 * etcd_storage_exporter_build_info{java="17.0.15+6",version="1.2.3"} 1
 * etcd_storage_exporter_config_last_reload_successful 1.0
 * </pre>
 */
public final class ExporterCollector implements MultiCollector {
  private static final Optional<String> NO_CLUSTER = Optional.empty();

  private final Supplier<ReloadState> reload;
  private final String version;

  public ExporterCollector(Supplier<ReloadState> reload, String version) {
    this.reload = reload;
    this.version = version;
  }

  @Override
  public MetricSnapshots collect() {
    Page page = new Page(Page.Kept.NOTHING);
    page.add(Family.BUILD_INFO, NO_CLUSTER, 1, version, Runtime.version().toString());
    ReloadState state = reload.get();
    page.add(Family.RELOAD_SUCCESSFUL, NO_CLUSTER, state.successful() ? 1 : 0);
    page.add(Family.RELOAD_TIME, NO_CLUSTER, state.taken().toEpochMilli() / 1e3);
    return page.snapshots();
  }
}
