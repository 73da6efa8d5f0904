package dev.etcdstorage.exporter.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.JvmFamilies;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RuntimeMetricsTest {
  private static SortedSet<String> names(JvmFamilies families) {
    PrometheusRegistry registry = new PrometheusRegistry();
    RuntimeMetrics.register(registry, families);
    SortedSet<String> names = new TreeSet<>();
    registry.scrape().forEach(family -> names.add(family.getMetadata().getPrometheusName()));
    return names;
  }

  @Test
  void basicIsWhatTheDashboardAndAnOperatorLookAt() {
    assertThat(names(JvmFamilies.BASIC))
        .containsExactly(
            "jvm_gc_collection_seconds",
            "jvm_memory_max_bytes",
            "jvm_memory_used_bytes",
            "jvm_threads_current",
            "process_cpu_seconds",
            "process_max_fds",
            "process_open_fds",
            "process_resident_memory_bytes",
            "process_start_time_seconds",
            "process_virtual_memory_bytes");
  }

  @Test
  void allHasTheBasicOnesAmongMore() {
    assertThat(names(JvmFamilies.ALL))
        .containsAll(names(JvmFamilies.BASIC))
        .containsAll(
            List.of("jvm_memory_pool_used_bytes", "jvm_runtime", "jvm_threads_deadlocked"));
  }
}
