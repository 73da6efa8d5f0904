package dev.etcdstorage.exporter.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import at.favre.lib.crypto.bcrypt.BCrypt;
import dev.etcdstorage.exporter.testkit.data.IssuedCertificate;
import dev.etcdstorage.exporter.testkit.data.KeyForm;
import dev.etcdstorage.exporter.testkit.data.ScrapedPage;
import dev.etcdstorage.exporter.testkit.data.TestCertificates;
import dev.etcdstorage.exporter.testkit.real.Helm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The chart, by its README's commands: Helm 4 with the DaemonSet, Helm 3 with the central one. */
@Tag("kubernetes")
@ExtendWith(OnSite.class)
class ChartLifeIT {
  private static final Path README = Helm.CHART.resolve("README.md");
  private static final String PKI = "/etc/kubernetes/pki/etcd";
  private static final String CENTRAL = "etcd-storage-exporter";

  @AfterEach
  void removeAll(Site site) {
    site.admitsOrdinaryPods(false);
    // By hand, whatever became of the releases; where all went well, nothing is there.
    site.run(
        """
        kubectl -n kube-system delete daemonset,service,serviceaccount,secret,pod \\
          -l app.kubernetes.io/part-of=etcd-storage-exporter --ignore-not-found
        kubectl -n kube-system delete secret -l owner=helm --ignore-not-found
        kubectl delete namespace %s --ignore-not-found
        """
            .formatted(CENTRAL));
  }

  @Test
  void isInstalledTestedUpgradedRolledBackAndRemoved(Site site) {
    Helm helm = Helm.newest();

    // Given the chart's previous version
    site.run(
        helm, "cp %1$s/Chart.yaml . && sed -i 's/^version: .*/version: 0.0.9/' %1$s/Chart.yaml");

    // When
    String said = site.run(helm, ReadmeBlocks.with("distribution=kubeadm", README));

    // Then it is there, sees the node's member, and the test succeeds
    assertThat(said).contains("TEST SUITE:", "Phase:          Succeeded");
    ScrapedPage page = site.page("kube-system", Site.DAEMONSET);
    assertThat(page.of("node1", "etcd_storage_up")).isEqualTo(1);
    assertThat(flags(site)).doesNotContain("--keyspace.hide-keys");

    // When this version comes, with a flag
    site.run(helm, "mv Chart.yaml %s/");
    String upgrade = block("upgrade", "--reset-then-reuse-values --wait");
    site.run(helm, upgrade + " --set extraArgs={--keyspace.hide-keys}");

    // Then
    assertThat(flags(site)).contains("--keyspace.hide-keys");
    assertThat(history(site, helm))
        .containsExactly("etcd-storage-exporter-0.0.9", "etcd-storage-exporter-0.1.0");

    // When
    site.run(helm, block("rollback", "--wait"));

    // Then
    assertThat(flags(site)).doesNotContain("--keyspace.hide-keys");
    assertThat(site.page("kube-system", Site.DAEMONSET).of("node1", "etcd_storage_up"))
        .isEqualTo(1);

    // When
    site.run(helm, block("uninstall", "--wait"));

    // Then
    site.run("kubectl -n kube-system wait --for=delete pod -l " + Site.DAEMONSET + " --timeout=2m");
    assertThat(site.leftInEtcd()).isEmpty();
  }

  @Test
  void centralWithTlsAndUsersIsInstalledAndRemoved(Site site) throws IOException {
    Helm helm = Helm.all().get(0);

    // Given the Secrets, and a values file
    site.admitsOrdinaryPods(true);
    site.run(
        "cp %1$s/ca.crt ca.crt; cp %1$s/healthcheck-client.crt tls.crt; cp %1$s/healthcheck-client.key tls.key"
            .formatted(PKI));
    makeCertificate(site);
    site.write("values.yaml", values());

    // When
    String said =
        site.run(
                helm,
                ReadmeBlocks.with("install central", README)
                    .replace(
                        "helm -n",
                        "kubectl -n etcd-storage-exporter create secret tls page --cert=page.crt --key=page.key\n"
                            + "helm -n"))
            + site.run(helm, "helm -n etcd-storage-exporter test central");

    // Then it runs under the standard "restricted", and its configuration and Secrets are good
    assertThat(said).contains("Phase:          Succeeded").doesNotContain("Warning");
    assertThat(
            site.run(
                "kubectl -n etcd-storage-exporter exec deploy/central-etcd-storage-exporter --"
                    + " etcd-storage-exporter check --interval 0 || true"))
        .contains("node1");
    assertThat(
            site.plane()
                .tryShell(
                    site.files(),
                    "kubectl get --raw /api/v1/namespaces/%s/pods/https:%s:10027/proxy/metrics"
                        .formatted(CENTRAL, site.pod(CENTRAL, Site.CENTRAL)))
                .stderr())
        .contains("asked for the client to provide credentials");

    // When
    site.run(helm, "helm -n etcd-storage-exporter uninstall central --wait");
    site.run("kubectl -n %s wait --for=delete pod --all --timeout=2m".formatted(CENTRAL));

    // Then only the user's own is left
    assertThat(site.leftInEtcd()).filteredOn(key -> key.contains("central")).isEmpty();
  }

  private static void makeCertificate(Site site) throws IOException {
    IssuedCertificate page = TestCertificates.authority("pages").server("etcd-storage-exporter");
    page.writeCertificate(site.files().resolve("page.crt"));
    page.writeKey(site.files().resolve("page.key"), KeyForm.PKCS8);
  }

  private static String values() {
    return ReadmeBlocks.with("mode: central", README)
            .replaceFirst("endpoints: .*", "endpoints: [https://10.77.0.2:2379]")
        + "web: {tlsSecret: page, users: {prometheus: \"%s\"}}\n"
            .formatted(BCrypt.withDefaults().hashToString(4, "nobodys".toCharArray()));
  }

  /** The line of the README's block about a release's life. */
  private static String block(String verb, String end) {
    return ReadmeBlocks.with("rollback", README)
        .lines()
        .filter(line -> line.contains(" " + verb + " ") && line.endsWith(end))
        .findFirst()
        .orElseThrow();
  }

  private static String flags(Site site) {
    return site.run(
        "kubectl -n kube-system get pods -l "
            + Site.DAEMONSET
            + " --field-selector=status.phase=Running -o jsonpath='{.items[*].spec.containers[0].args}'");
  }

  private static List<String> history(Site site, Helm helm) {
    return site.run(helm, "helm -n kube-system history etcd-storage-exporter | cut -f4")
        .lines()
        .map(String::strip)
        .filter(chart -> chart.startsWith("etcd-storage-exporter"))
        .toList();
  }
}
