package dev.etcdstorage.exporter.metrics;

import dev.etcdstorage.exporter.config.ShardShare;
import dev.etcdstorage.exporter.files.FileFault;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
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
public final class ExporterMetrics {
  private ExporterMetrics() {}

  /** Registers them; the values are read at each scrape. */
  public static void register(
      PrometheusRegistry registry,
      String version,
      Supplier<ReloadState> reload,
      Supplier<Optional<ShardShare>> share,
      Supplier<List<FileFault>> files,
      LongSupplier logLinesDropped) {
    Info.builder()
        .name(Family.BUILD_INFO.exposedName())
        .help(Family.BUILD_INFO.help())
        .labelNames(labels(Family.BUILD_INFO))
        .register(registry)
        .setLabelValues(version, Runtime.version().toString());
    gauge(registry, Family.RELOAD_SUCCESSFUL, at -> at.call(reload.get().successful() ? 1 : 0));
    gauge(registry, Family.RELOAD_TIME, at -> at.call(seconds(reload.get().taken())));
    gauge(
        registry, Family.SHARDS, at -> share.get().ifPresent(own -> at.call(own.shard().total())));
    gauge(
        registry,
        Family.SHARD_CLUSTERS,
        at ->
            share
                .get()
                .ifPresent(
                    own -> at.call(own.clusters(), String.valueOf(own.shard().index().orElse(0)))));
    gauge(
        registry,
        Family.FILE_UNUSABLE,
        at ->
            files.get().forEach(fault -> at.call(seconds(fault.since()), fault.file().toString())));
    CounterWithCallback.builder()
        .name(Family.LOG_DROPPED.exposedName())
        .help(Family.LOG_DROPPED.help())
        .callback(at -> at.call((double) logLinesDropped.getAsLong()))
        .register(registry);
  }

  private static void gauge(
      PrometheusRegistry registry, Family family, Consumer<GaugeWithCallback.Callback> values) {
    GaugeWithCallback.builder()
        .name(family.exposedName())
        .help(family.help())
        .labelNames(labels(family))
        .callback(values)
        .register(registry);
  }

  private static String[] labels(Family family) {
    return family.labels().toArray(String[]::new);
  }

  private static double seconds(Instant moment) {
    return moment.toEpochMilli() / 1e3;
  }
}
