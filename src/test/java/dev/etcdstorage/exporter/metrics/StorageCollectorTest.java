package dev.etcdstorage.exporter.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.log.LogFormat;
import dev.etcdstorage.exporter.log.LogSettings;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class StorageCollectorTest {
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();

  @Test
  void faultOfTheSamplerIsLoggedAndLeavesTheRestOfThePage() {
    LogSettings.set(
        Level.INFO, LogFormat.LOGFMT, new PrintStream(log, true, StandardCharsets.UTF_8));

    PrometheusRegistry registry = exporter(() -> new ReloadState(true, Instant.EPOCH));
    registry.register(
        new StorageCollector(
            request -> {
              throw new IllegalStateException("oops");
            }));

    String page = GoldenPage.text(registry);

    assertThat(page)
        .contains("etcd_storage_exporter_build_info{java=\"17\",version=\"1.2.3\"} 1")
        .doesNotContain("etcd_storage_up");
    LogSettings.flush(Duration.ofSeconds(10));
    assertThat(log.toString(StandardCharsets.UTF_8).lines())
        .singleElement()
        .asString()
        .contains("level=error", "oops");
  }

  @Test
  void reloadThatFailedShowsBesideTheTimeOfTheConfigurationInForce() {
    assertThat(page(false))
        .contains(
            "etcd_storage_exporter_config_last_reload_successful 0.0\n",
            "etcd_storage_exporter_config_last_reload_success_timestamp_seconds 1.7000000005E9\n");
    assertThat(page(true)).contains("etcd_storage_exporter_config_last_reload_successful 1.0\n");
  }

  private static String page(boolean reloaded) {
    return GoldenPage.text(
        exporter(() -> new ReloadState(reloaded, Instant.ofEpochMilli(1_700_000_000_500L))));
  }

  private static PrometheusRegistry exporter(Supplier<ReloadState> reload) {
    PrometheusRegistry registry = new PrometheusRegistry();
    ExporterMetrics.register(registry, "1.2.3", reload, Optional::empty, List::of, () -> 0);
    return registry;
  }
}
