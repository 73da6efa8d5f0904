package dev.etcdstorage.exporter.metrics;

import dev.etcdstorage.exporter.files.FileFault;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
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

  private final String version;
  private final Supplier<ReloadState> reload;
  private final Supplier<List<FileFault>> files;
  private final LongSupplier logLinesDropped;

  public ExporterCollector(
      String version,
      Supplier<ReloadState> reload,
      Supplier<List<FileFault>> files,
      LongSupplier logLinesDropped) {
    this.version = version;
    this.reload = reload;
    this.files = files;
    this.logLinesDropped = logLinesDropped;
  }

  @Override
  public MetricSnapshots collect() {
    Page page = new Page(Page.Kept.NOTHING);
    page.add(Family.BUILD_INFO, NO_CLUSTER, 1, version, Runtime.version().toString());
    ReloadState state = reload.get();
    page.add(Family.RELOAD_SUCCESSFUL, NO_CLUSTER, state.successful() ? 1 : 0);
    page.add(Family.RELOAD_TIME, NO_CLUSTER, state.taken().toEpochMilli() / 1e3);
    for (FileFault fault : files.get()) {
      page.add(
          Family.FILE_UNUSABLE,
          NO_CLUSTER,
          fault.since().toEpochMilli() / 1e3,
          fault.file().toString());
    }
    page.add(Family.LOG_DROPPED, NO_CLUSTER, (double) logLinesDropped.getAsLong());
    return page.snapshots();
  }
}
