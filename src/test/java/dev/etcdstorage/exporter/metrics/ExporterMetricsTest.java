package dev.etcdstorage.exporter.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.Shard;
import dev.etcdstorage.exporter.config.ShardShare;
import dev.etcdstorage.exporter.files.FileFault;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ExporterMetricsTest {
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final List<FileFault> faults = new ArrayList<>();
  private Optional<ShardShare> share = Optional.empty();
  private final AtomicLong dropped = new AtomicLong();

  private String page() throws IOException {
    ByteArrayOutputStream page = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.builder()
        .build()
        .write(page, registry.scrape(), EscapingScheme.UNDERSCORE_ESCAPING);
    return page.toString(StandardCharsets.UTF_8);
  }

  @Test
  void showsWhatHoldsAtTheScrape() throws IOException {
    // Given
    ReloadState[] reload = {new ReloadState(true, Instant.ofEpochMilli(1_500))};
    ExporterMetrics.register(
        registry, "1.2.3", () -> reload[0], () -> share, () -> faults, dropped::get);
    assertThat(page())
        .contains("etcd_storage_exporter_config_last_reload_successful 1.0\n")
        .doesNotContain("file_unusable", "shard");

    // When
    reload[0] = new ReloadState(false, Instant.ofEpochMilli(1_500));
    faults.add(new FileFault(Path.of("/etc/ca.crt"), Instant.ofEpochMilli(2_500), "empty"));
    dropped.set(7);
    share = Optional.of(new ShardShare(Shard.parse("2/4"), 257, 1000));

    // Then
    assertThat(page().lines().filter(line -> !line.startsWith("#")))
        .containsExactly(
            "etcd_storage_exporter_build_info{java=\""
                + Runtime.version()
                + "\",version=\"1.2.3\"} 1",
            "etcd_storage_exporter_config_last_reload_success_timestamp_seconds 1.5",
            "etcd_storage_exporter_config_last_reload_successful 0.0",
            "etcd_storage_exporter_file_unusable_since_timestamp_seconds{file=\"/etc/ca.crt\"} 2.5",
            "etcd_storage_exporter_log_lines_dropped_total 7.0",
            "etcd_storage_exporter_shard_clusters{shard=\"2\"} 257.0",
            "etcd_storage_exporter_shards 4.0");
  }
}
