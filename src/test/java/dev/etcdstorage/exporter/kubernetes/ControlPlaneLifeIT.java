package dev.etcdstorage.exporter.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.data.ScrapedPage;
import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.util.Poll;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What happens to a control plane in its life: the exporter's pod goes on as it is. */
@Tag("kubernetes")
@ExtendWith(OnSite.class)
class ControlPlaneLifeIT {
  private static final Duration LIMIT = Duration.ofMinutes(4);

  private String process = "";
  private double passedBefore;

  @BeforeAll
  static void install(Site site) {
    site.readme("kubectl apply -k deploy/kubernetes/daemonset");
  }

  @AfterAll
  static void removeAll(Site site) {
    site.remove("daemonset");
  }

  @BeforeEach
  void lookBefore(Site site) {
    Poll.until("the watch works", LIMIT, () -> page(site).watches());
    ScrapedPage page = page(site);
    process = process(site);
    passedBefore = page.value("etcd_storage_revision") - accounted(page);
  }

  @Test
  void theApiServerRestarts(Site site) {
    restart(site, "kube-apiserver");

    assertGoesOn(site);
  }

  @Test
  void allCertificatesAreRenewedAndEtcdTakesTheNewOnes(Site site) {
    String before = site.run("cat /etc/kubernetes/pki/etcd/healthcheck-client.crt");

    // When
    String said = site.run("kubeadm certs renew all");

    // Then the pod sees the new files, as kubeadm writes into those that are there
    assertThat(said).contains("renewed");
    assertThat(site.run("cat /etc/kubernetes/pki/etcd/healthcheck-client.crt"))
        .isNotEqualTo(before);
    for (String of : List.of("crt", "key")) {
      site.run(
          "cmp /proc/%1$s/root/etc/etcd-storage-exporter/etcd/client.%2$s /etc/kubernetes/pki/etcd/healthcheck-client.%2$s"
              .formatted(process.substring(0, process.indexOf(" ")), of));
    }

    // When all are started anew, with their new certificates, as kubeadm asks for
    restart(site, "etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler");

    // Then
    assertGoesOn(site);
  }

  @Test
  void etcdMovesFrom36To37(Site site) {
    String old = EtcdBinaries.newest("3.6").version().toString();
    String latest = EtcdBinaries.newest("3.7").version().toString();
    assertThat(version(page(site))).isEqualTo(old);

    // When
    site.run(
        "sed -i 's|registry.k8s.io/etcd:3.6|registry.k8s.io/etcd:3.7|'"
            + " /etc/kubernetes/manifests/etcd.yaml");

    // Then
    Poll.until(
        () -> "etcd is " + latest + " on the page",
        LIMIT,
        () -> version(page(site)).equals(latest));
    assertGoesOn(site);
  }

  private static String version(ScrapedPage page) {
    return page.all("etcd_storage_member_info").stream()
        .map(info -> info.labels().getOrDefault("version", ""))
        .findFirst()
        .orElse("");
  }

  /** The kubelet starts them again. */
  private static void restart(Site site, String... containers) {
    Map<String, String> before = new LinkedHashMap<>();
    List.of(containers).forEach(name -> before.put(name, site.container(name)));
    site.run("crictl stop " + String.join(" ", before.values()));
    before.forEach(site::awaitOtherContainer);
  }

  /** The member is up, nothing was missed, the account closes, and it is the same process. */
  private void assertGoesOn(Site site) {
    Poll.until(
        () -> "up, and the account closes:\n" + page(site).ours(),
        LIMIT,
        () -> {
          ScrapedPage page = page(site);
          return page.of("node1", "etcd_storage_up") == 1
              && page.value("etcd_storage_revision") - accounted(page) == passedBefore;
        });
    assertThat(page(site).value("etcd_storage_revisions_missed_total")).isZero();
    assertThat(process(site)).isEqualTo(process);
  }

  /** Revisions that passed as the watch has them. */
  private static double accounted(ScrapedPage page) {
    return page.value("etcd_storage_revisions_seen_total")
        + page.value("etcd_storage_revisions_missed_total")
        + page.find("etcd_storage_revisions_pending").orElse(0);
  }

  private static ScrapedPage page(Site site) {
    return site.page("kube-system", Site.DAEMONSET);
  }

  /** Its number on the node, and when it started. */
  private static String process(Site site) {
    return site.run(
            """
            pid=$(crictl inspect -o go-template --template '{{.info.pid}}' "$(crictl ps -q --name exporter)")
            echo "$pid $(cut -d' ' -f22 "/proc/$pid/stat")"
            """)
        .strip();
  }
}
