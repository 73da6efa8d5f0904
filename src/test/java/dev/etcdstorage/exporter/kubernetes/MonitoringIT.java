package dev.etcdstorage.exporter.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.util.ToolsDir;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What prometheus-operator and Grafana find, held against the definitions that are made from the
 * operator's own types. The API server refuses a field that they do not know.
 */
@Tag("kubernetes")
@ExtendWith(OnSite.class)
class MonitoringIT {
  private static final String MONITORS = "servicemonitors,podmonitors,prometheusrules";

  @BeforeEach
  void defineTheOperatorsTypes(Site site) {
    site.run(
        """
        kubectl apply --server-side -f '%s'
        kubectl wait --for=condition=Established --timeout=1m crd --all
        """
            .formatted(definitions()));
  }

  @AfterEach
  void removeAll(Site site) {
    site.run(
        """
        kubectl delete namespace monitoring --ignore-not-found
        kubectl delete -f '%s'
        """
            .formatted(definitions()));
  }

  @Test
  void monitorsRulesAndDashboardsAreTakenAsTheyAre(Site site) {
    // When
    String said = site.readme("kubectl apply -k deploy/kubernetes/monitoring");

    // Then
    assertThat(said).doesNotContain("Warning");
    assertThat(names(site, MONITORS))
        .contains(
            "servicemonitor.monitoring.coreos.com/etcd-storage-exporter\n",
            "servicemonitor.monitoring.coreos.com/etcd-storage-exporter-central\n",
            "podmonitor.monitoring.coreos.com/etcd-storage-exporter\n",
            "prometheusrule.monitoring.coreos.com/");
    assertThat(names(site, "configmaps -l grafana_dashboard=1").lines()).hasSize(3);

    // When
    site.run(
        """
        kubectl delete -k deploy/kubernetes/monitoring
        kubectl delete -k deploy/kubernetes/grafana
        """);

    // Then
    assertThat(site.leftInEtcd()).isEmpty();
  }

  @Test
  void theComponentTlsMonitorIsTakenToo(Site site) {
    site.run("kubectl create namespace monitoring");
    site.write(
        "kustomization.yaml",
        """
        resources: [deploy/kubernetes/monitoring]
        components: [deploy/kubernetes/components/tls-monitor]
        """);

    site.run("kubectl apply -k .");

    assertThat(
            site.run(
                "kubectl -n monitoring get servicemonitor etcd-storage-exporter"
                    + " -o jsonpath='{.spec.endpoints[0].scheme} {.spec.endpoints[0].tlsConfig}'"))
        .startsWith("https ")
        .contains("\"serverName\":\"etcd-storage-exporter\"");
  }

  private static String names(Site site, String what) {
    return site.run("kubectl -n monitoring get -o name " + what);
  }

  private static Path definitions() {
    return ToolsDir.newest("kubernetes", "kubectl")
        .orElseThrow(() -> ToolsDir.missing("Kubernetes"))
        .resolve("../../../crds")
        .normalize();
  }
}
