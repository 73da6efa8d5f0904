package dev.etcdstorage.exporter.metrics;

import dev.etcdstorage.exporter.config.JvmFamilies;
import io.prometheus.metrics.instrumentation.jvm.JvmGarbageCollectorMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmMemoryMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmThreadsMetrics;
import io.prometheus.metrics.instrumentation.jvm.ProcessMetrics;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Set;

/**
 * The families {@code jvm_*} and {@code process_*}, about the exporter's own process.
 *
 * <pre>
 * jvm_memory_used_bytes{area="heap"} 6543210.0
 * process_cpu_seconds_total 1.23
 * </pre>
 */
public final class RuntimeMetrics {
  /** The names that {@code docs/metrics.md} and the dashboard have, next to {@code process_*}. */
  static final Set<String> BASIC =
      Set.of(
          "jvm_memory_used_bytes",
          "jvm_memory_max_bytes",
          "jvm_gc_collection_seconds",
          "jvm_threads_current");

  private RuntimeMetrics() {}

  /** Registers them; the values are read at each scrape. */
  public static void register(PrometheusRegistry registry, JvmFamilies families) {
    switch (families) {
      case ALL -> JvmMetrics.builder().register(registry);
      case BASIC -> {
        ProcessMetrics.builder().register(registry);
        registry.register(basic());
      }
    }
  }

  /** The groups bring more families than these; the others are not even collected. */
  private static MultiCollector basic() {
    PrometheusRegistry groups = new PrometheusRegistry();
    JvmMemoryMetrics.builder().register(groups);
    JvmGarbageCollectorMetrics.builder().register(groups);
    JvmThreadsMetrics.builder().register(groups);
    return () -> groups.scrape(BASIC::contains);
  }
}
