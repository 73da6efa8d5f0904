package dev.etcdstorage.exporter.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.data.ShippedConfig;
import dev.etcdstorage.exporter.testkit.real.RealPrometheus;
import dev.etcdstorage.exporter.testkit.util.Poll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which pods are scraped, and under which labels; what Kubernetes would tell is written down. */
class KubernetesScrapeIT {
  private static final String DISCOVERY =
      """
          kubernetes_sd_configs:
            - role: pod
              namespaces:
                names: [kube-system]
      """;

  @TempDir private Path folder;

  @Test
  void onlyTheExportersMetricsPortIsScrapedAndNamedByPodAndNode() throws IOException {
    // Given
    String pods =
        "    static_configs:\n"
            + pod("127.0.0.1:1", "etcd-storage-exporter", "metrics", "Running")
            + pod("127.0.0.1:2", "etcd-storage-exporter", "debug", "Running")
            + pod("127.0.0.1:3", "etcd-storage-exporter", "metrics", "Succeeded")
            + pod("127.0.0.1:4", "node-exporter", "metrics", "Running");
    String shipped = Files.readString(ShippedConfig.KUBERNETES);
    assertThat(shipped).contains(DISCOVERY);
    Path config = folder.resolve("prometheus.yml");
    Files.writeString(
        config,
        // Nobody is told of alerts, and nobody scraped later than at once.
        shipped
            .substring(shipped.indexOf("scrape_configs:"))
            .replace(DISCOVERY, pods)
            .replace("job_name: etcd-storage", "job_name: etcd-storage\n    scrape_interval: 1s")
            .replace("scrape_interval: 1s", "scrape_interval: 1s\n    scrape_timeout: 1s"));

    // When
    try (RealPrometheus prometheus = RealPrometheus.start(config)) {
      Poll.until(
          "the first scrape", Duration.ofSeconds(30), () -> !prometheus.query("up").isEmpty());

      // Then
      assertThat(prometheus.query("up"))
          .extracting(up -> new TreeMap<>(up.labels()))
          .containsExactly(
              new TreeMap<>(
                  Map.of(
                      "__name__", "up",
                      "job", "etcd-storage",
                      "instance", "127.0.0.1:1",
                      "namespace", "kube-system",
                      "pod", "pod-of-127.0.0.1:1",
                      "node", "node-1")));
    }
  }

  private static String pod(String address, String app, String port, String phase) {
    return String.join(
        "\n",
        List.of(
            "      - targets: ['" + address + "']",
            "        labels:",
            "          __meta_kubernetes_namespace: kube-system",
            "          __meta_kubernetes_pod_name: pod-of-" + address,
            "          __meta_kubernetes_pod_node_name: node-1",
            "          __meta_kubernetes_pod_label_app_kubernetes_io_name: " + app,
            "          __meta_kubernetes_pod_container_port_name: " + port,
            "          __meta_kubernetes_pod_phase: " + phase,
            ""));
  }
}
