package dev.etcdstorage.exporter.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import at.favre.lib.crypto.bcrypt.BCrypt;
import dev.etcdstorage.exporter.testkit.data.IssuedCertificate;
import dev.etcdstorage.exporter.testkit.data.KeyForm;
import dev.etcdstorage.exporter.testkit.data.ShippedConfig;
import dev.etcdstorage.exporter.testkit.data.TestCertificates;
import dev.etcdstorage.exporter.testkit.real.ControlPlane;
import dev.etcdstorage.exporter.testkit.real.PrometheusApi;
import dev.etcdstorage.exporter.testkit.util.Poll;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * TLS and users on the DaemonSet's pages, and a Prometheus with what the monitors of tls-monitor
 * say.
 */
@Tag("kubernetes")
@ExtendWith(OnSite.class)
class TlsIT {
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final String PASSWORD = "not-a-secret-of-anybody";

  @AfterEach
  void removeAll(Site site) {
    site.remove("daemonset");
    site.run(
        """
        kubectl -n kube-system delete secret etcd-storage-exporter-web --ignore-not-found
        kubectl delete namespace monitoring --ignore-not-found
        """);
  }

  @Test
  void prometheusComesInWithTheSecretAndNobodyWithout(Site site) throws IOException {
    // Given the two Secrets
    writeFiles(site);
    site.run("kubectl create namespace monitoring --dry-run=client -o yaml | kubectl apply -f -");
    site.readme("create secret generic etcd-storage-exporter-web");

    // When
    site.write(
        "kustomization.yaml", ReadmeBlocks.with("components: [deploy/kubernetes/components/tls]"));
    site.run(
        """
        kubectl apply -k .
        kubectl -n kube-system rollout status daemonset/etcd-storage-exporter --timeout=3m
        """);

    // Then a stranger is refused, over TLS
    assertThatThrownBy(() -> rawPage(site, "https:"))
        .isInstanceOf(ControlPlane.FailedCommand.class)
        .hasMessageContaining("asked for the client to provide credentials");
    assertThatThrownBy(() -> rawPage(site, "")).isInstanceOf(ControlPlane.FailedCommand.class);

    // and Prometheus is not
    try (PrometheusPod pod = PrometheusPod.start(site, withTheSecret())) {
      PrometheusApi prometheus = pod.api();
      Poll.until(
          () -> "a scrape; up: " + prometheus.query("up"),
          LIMIT,
          () -> prometheus.query("up").stream().anyMatch(up -> up.value() == 1));
      assertThat(prometheus.query("etcd_storage_up"))
          .singleElement()
          .satisfies(up -> assertThat(up.value()).isEqualTo(1));
    }
  }

  private static String rawPage(Site site, String scheme) {
    return site.plane()
        .raw(
            "/api/v1/namespaces/kube-system/pods/%s%s:10027/proxy/metrics"
                .formatted(scheme, site.pod("kube-system", Site.DAEMONSET)));
  }

  private static void writeFiles(Site site) throws IOException {
    TestCertificates ca = TestCertificates.authority("pages");
    IssuedCertificate server = ca.server("etcd-storage-exporter");
    ca.writeCertificate(site.files().resolve("ca.crt"));
    server.writeCertificate(site.files().resolve("tls.crt"));
    server.writeKey(site.files().resolve("tls.key"), KeyForm.PKCS8);
    String hash = BCrypt.withDefaults().hashToString(4, PASSWORD.toCharArray());
    site.write(
        "web.yaml", ReadmeBlocks.with("tls_server_config:").replace("\"…\"", "\"" + hash + "\""));
    site.write("username", "prometheus");
    site.write("password", PASSWORD);
  }

  /** What components/tls-monitor adds to a ServiceMonitor, as Prometheus itself is told it. */
  private static String withTheSecret() throws IOException {
    String shipped = Files.readString(ShippedConfig.KUBERNETES);
    String job = "  - job_name: etcd-storage\n";
    assertThat(shipped).contains(job);
    return shipped.replace(
        job,
        job
            + """
                scheme: https
                tls_config: {ca_file: /etc/scrape/ca.crt, server_name: etcd-storage-exporter}
                basic_auth: {username: prometheus, password_file: /etc/scrape/password}
            """);
  }
}
