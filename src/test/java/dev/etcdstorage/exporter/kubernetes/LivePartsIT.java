package dev.etcdstorage.exporter.kubernetes;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.etcdstorage.exporter.analyze.Analysis;
import dev.etcdstorage.exporter.analyze.AnalyzeProgress;
import dev.etcdstorage.exporter.analyze.AnalyzeSettings;
import dev.etcdstorage.exporter.analyze.Analyzer;
import dev.etcdstorage.exporter.analyze.By;
import dev.etcdstorage.exporter.testkit.data.ScrapedPage;
import dev.etcdstorage.exporter.testkit.util.Poll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What etcd's file is made of while a real API server writes it, an hour before the next scan,
 * against a snapshot of the file.
 */
@Tag("kubernetes")
@ExtendWith(OnSite.class)
class LivePartsIT {
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final int DEFINITIONS = 12;
  private static final int DEFINITION_BYTES = 150_000;
  private static final String DAEMONSET_FILE = "deploy/kubernetes/daemonset/daemonset.yaml";

  @AfterEach
  void removeAll(Site site) {
    site.run(
        "[ ! -f definitions.yaml ] || kubectl delete --ignore-not-found -f definitions.yaml >/dev/null");
    site.remove("daemonset");
    site.run("sed -i '/--keyspace.scan-interval=1h/d' " + DAEMONSET_FILE);
  }

  @Test
  void livingDataThatExplodesIsNoHistoryAndHistoryIsNotAlive(Site site) throws IOException {
    // Given a scan, and none for an hour
    site.run(
        "sed -i 's|^            - serve$|&\\n            - --keyspace.scan-interval=1h|' "
            + DAEMONSET_FILE);
    site.readme("kubectl apply -k deploy/kubernetes/daemonset");
    Poll.until(
        () -> "scanned: " + page(site).ours(),
        LIMIT,
        () -> !page(site).all("etcd_storage_live_bytes").isEmpty());
    double before = page(site).value("etcd_storage_live_bytes");
    double scanned = page(site).value("etcd_storage_scan_end_timestamp_seconds");

    // When definitions of resources come
    site.write("definitions.yaml", definitions());
    site.run("kubectl create -f definitions.yaml >/dev/null");

    // Then they live
    awaitMore(site, "etcd_storage_live_bytes", before + 0.8 * DEFINITIONS * DEFINITION_BYTES);
    assertRight(site, "definitions of resources");

    // When the status of a pod changes all the time
    storm(site);

    // Then that is history
    awaitMore(site, "etcd_storage_history_bytes", 10 << 20);
    assertRight(site, "a storm of status patches");
    assertThat(page(site).value("etcd_storage_scan_end_timestamp_seconds")).isEqualTo(scanned);
  }

  /** The watch is a moment behind what it tells of. */
  private static void awaitMore(Site site, String family, double than) {
    Poll.until(
        () -> family + " above " + than + ":\n" + page(site).ours(),
        LIMIT,
        () -> page(site).value(family) > than);
  }

  /** To a tenth of the file; the API server's own writes go on between page and snapshot. */
  private static void assertRight(Site site, String when) throws IOException {
    ScrapedPage page = page(site);
    Path snapshot = site.files().resolve("truth.db");
    site.etcdctl("snapshot save truth.db 2>/dev/null");
    Analysis truth =
        new Analyzer(AnalyzeSettings.of(By.PREFIX, 10), AnalyzeProgress.NONE).analyze(snapshot);
    Files.delete(snapshot);
    double live = page.value("etcd_storage_live_bytes");
    double size = page.value("etcd_storage_db_size_bytes");
    System.err.printf(
        Locale.ROOT,
        "%s: file %.1f MB, live %.2f (%.2f) MB, history %.2f MB, slack %.2f MB%n",
        when,
        size / 1e6,
        live / 1e6,
        truth.forecast().compactedBytes() / 1e6,
        page.value("etcd_storage_history_bytes") / 1e6,
        page.find("etcd_storage_slack_bytes").orElse(Double.NaN) / 1e6);

    assertThat(live).isCloseTo((double) truth.forecast().compactedBytes(), within(0.1 * size));
  }

  private static ScrapedPage page(Site site) {
    return site.page("kube-system", Site.DAEMONSET);
  }

  private static void storm(Site site) {
    String classes =
        StatusStorm.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    site.run(
        """
        kubectl proxy --port=8001 >/dev/null &
        trap 'kill %%1' EXIT
        timeout 15 %s/bin/java -cp '%s' %s http://127.0.0.1:8001 kube-system/kube-scheduler-node1 || [ $? = 124 ]
        """
            .formatted(System.getProperty("java.home"), classes, StatusStorm.class.getName()));
  }

  private static String definitions() {
    return String.join(
        "---\n", IntStream.range(0, DEFINITIONS).mapToObj(LivePartsIT::definition).toList());
  }

  private static String definition(int number) {
    String property =
        " ".repeat(24) + "p%04d: {type: string, description: " + "word ".repeat(40) + "}\n";
    String properties =
        IntStream.range(0, DEFINITION_BYTES / property.length())
            .mapToObj(property::formatted)
            .collect(joining());
    return """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: large%1$ds.example.com}
        spec:
          group: example.com
          names: {kind: Large%1$d, plural: large%1$ds, singular: large%1$d}
          scope: Namespaced
          versions:
            - name: v1
              served: true
              storage: true
              schema:
                openAPIV3Schema:
                  type: object
                  properties:
                    spec:
                      type: object
                      properties:
        """
            .formatted(number)
        + properties;
  }
}
