package dev.etcdstorage.exporter.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.data.NightPage;
import dev.etcdstorage.exporter.testkit.data.ScrapedPage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The central exporter with its Secrets, against the control plane's etcd over the pods' network.
 */
@Tag("kubernetes")
@ExtendWith(OnSite.class)
class CentralIT {
  private static final String PKI = "/etc/kubernetes/pki/etcd";

  @AfterEach
  void removeAll(Site site) {
    site.admitsOrdinaryPods(false);
    site.run("kubectl delete namespace etcd-storage-exporter --ignore-not-found");
  }

  @Test
  void watchesTheClustersOfItsConfiguration(Site site) {
    // Given the files of a client, by the names that the README has
    site.admitsOrdinaryPods(true);
    site.run(
        "cp %1$s/ca.crt ca.crt; cp %1$s/healthcheck-client.crt tls.crt; cp %1$s/healthcheck-client.key tls.key"
            .formatted(PKI));
    site.readme("create secret generic etcd-client-prod-eu");
    // the second cluster's is not there, and so is out of reach
    site.run(
        """
        kubectl -n etcd-storage-exporter create secret generic etcd-client-prod-us \\
          --from-file=ca.crt --from-file=tls.crt --from-file=tls.key
        sed -i -e '/10.0.1.1[12]/d' -e 's|10.0.1.10|10.77.0.2|' deploy/kubernetes/central/exporter.yaml
        """);

    // When
    String said =
        site.run(
            """
            kubectl apply -k deploy/kubernetes/central
            kubectl -n etcd-storage-exporter rollout status deployment/etcd-storage-exporter-central --timeout=3m
            """);

    // Then
    assertThat(said).contains("successfully rolled out").doesNotContain("Warning");
    ScrapedPage page = site.page("etcd-storage-exporter", Site.CENTRAL);
    assertThat(page.value("etcd_storage_up", "etcd_cluster", "prod-eu", "member", "node1"))
        .isEqualTo(1);
    assertThat(page.all("etcd_storage_up", "etcd_cluster", "prod-us"))
        .isNotEmpty()
        .allMatch(up -> up.value() == 0);

    // and its commands find that cluster by its name
    assertThat(site.run("{ " + NightPage.block("central") + "} 2>&1"))
        .contains("NOTHING TO RECOVER")
        // a JVM's line about options that are not its own
        .doesNotContain("Picked up");

    // When
    site.run("kubectl delete -k deploy/kubernetes/central");

    // Then
    assertThat(site.leftInEtcd()).isEmpty();
  }
}
