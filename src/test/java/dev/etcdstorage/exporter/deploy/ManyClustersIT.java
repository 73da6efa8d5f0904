package dev.etcdstorage.exporter.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.data.ShippedConfig;
import dev.etcdstorage.exporter.testkit.fake.FakeEtcd;
import dev.etcdstorage.exporter.testkit.real.RealPrometheus;
import dev.etcdstorage.exporter.testkit.real.RunningExporter;
import dev.etcdstorage.exporter.testkit.util.Poll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus finds the clusters of one exporter and scrapes each by itself. */
class ManyClustersIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  /** So that a scrape every half a minute is one every quarter of a second. */
  private static final int FASTER = 120;

  @TempDir private Path folder;

  @Test
  void eachClusterIsATargetOfItsOwnAndNoSeriesComesTwice() throws IOException {
    try (FakeEtcd eu = FakeEtcd.start();
        FakeEtcd us = FakeEtcd.start();
        RunningExporter exporter = RunningExporter.configured(config(eu, us));
        RealPrometheus prometheus =
            RealPrometheus.start(
                write("prometheus.yml", ShippedConfig.manyClusters(exporter.address(), FASTER)))) {
      Poll.until(
          () -> "both are found; there are " + prometheus.query("up"),
          SOON,
          () -> prometheus.query("up == 1").size() == 3);
      Poll.until("both are up", SOON, () -> prometheus.query("etcd_storage_up == 1").size() == 2);

      assertThat(prometheus.query("up{job=\"etcd-storage\"}"))
          .extracting(up -> up.labels().get("instance"))
          .containsExactlyInAnyOrder("prod-eu", "prod-us");
      assertThat(prometheus.query("etcd_storage_up"))
          .allSatisfy(up -> assertThat(up.labels()).containsEntry("instance", cluster(up.labels())))
          .extracting(up -> cluster(up.labels()))
          .containsExactlyInAnyOrder("prod-eu", "prod-us");
      // At this pace a scrape can come too late, which ends its series until the next one.
      Poll.until(
          "the exporter is a target of its own, once",
          SOON,
          () ->
              prometheus.query("etcd_storage_exporter_build_info").stream()
                  .map(info -> String.valueOf(info.labels().get("job")))
                  .toList()
                  .equals(List.of("etcd-storage-exporter")));
    }
  }

  private static String cluster(Map<String, String> labels) {
    return String.valueOf(labels.get("etcd_cluster"));
  }

  private Path config(FakeEtcd eu, FakeEtcd us) throws IOException {
    return write(
        "exporter.yaml",
        """
        clusters:
          - {name: prod-eu, endpoints: ["%s"]}
          - {name: prod-us, endpoints: ["%s"]}
        web: {listenAddresses: ["127.0.0.1:0"]}
        """
            .formatted(eu.clientUrl(), us.clientUrl()));
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
