package dev.etcdstorage.exporter.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.data.NightPage;
import dev.etcdstorage.exporter.testkit.util.Command;
import dev.etcdstorage.exporter.testkit.util.Poll;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * {@code docs/night.md}, pasted on a control plane that takes no writes: every way in ends with
 * nodes that are ready. That of the sidecar is in {@link SidecarIT}, that of etcd without
 * Kubernetes in {@code BareEtcdNightIT}.
 */
@Tag("kubernetes")
@ExtendWith(OnSite.class)
class NightIT {
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final String MANIFEST = "/etc/kubernetes/manifests/recover.yaml";
  private static final String LOG =
      "cat /var/log/pods/kube-system_etcd-storage-exporter-recover-*/recover/*.log";

  @BeforeAll
  static void install(Site site) {
    site.readme("kubectl apply -k deploy/kubernetes/daemonset");
  }

  @AfterAll
  static void removeAll(Site site) {
    site.remove("daemonset");
  }

  @BeforeEach
  void fill(Site site) {
    // As large as etcd takes them, over one key, until one is refused.
    site.run(
        """
        export ETCDCTL_ENDPOINTS=https://127.0.0.1:2379 ETCDCTL_CACERT=/etc/kubernetes/pki/etcd/ca.crt
        export ETCDCTL_CERT=/etc/kubernetes/pki/etcd/healthcheck-client.crt ETCDCTL_KEY=/etc/kubernetes/pki/etcd/healthcheck-client.key
        head -c 1000000 /dev/urandom | base64 -w 0 >value
        while etcdctl put /storm <value >/dev/null 2>said; do :; done
        grep -q 'database space exceeded' said
        rm value said
        """);
    Command.Result refused = paste(site, "kubectl create namespace too-late");
    assertThat(refused.stderr()).contains("database space exceeded");
  }

  @AfterEach
  void remove(Site site) {
    site.run("rm -rf " + MANIFEST + " /etc/kubernetes/night /var/lib/etcd-storage-exporter");
    site.etcdctl("del /storm");
  }

  private static Command.Result paste(Site site, String block) {
    return site.plane().tryShell(site.files(), block);
  }

  private static void assertReady(Site site) {
    site.run("kubectl create namespace in-time && kubectl delete namespace in-time");
    assertThat(site.run(NightPage.block("after"))).contains("node/node1 condition met");
  }

  @Test
  void inThePodOfTheDaemonSet(Site site) {
    String logs = "kubectl -n kube-system logs ds/etcd-storage-exporter";
    int saidBefore = site.run(logs).length();

    // When
    Command.Result look = paste(site, "set +e\n" + NightPage.block("daemonset-look"));

    // Then it says what is wrong, and the line that mends it in this very pod
    String line =
        "kubectl -n kube-system exec "
            + site.pod("kube-system", Site.DAEMONSET)
            + " -c exporter -- etcd-storage-exporter recover";
    assertThat(look.stdout())
        .contains("CRITICAL: alarm NOSPACE", "    " + line, line + " --yes --no-snapshot");

    // When
    String act = site.run(NightPage.block("daemonset-act"));

    // Then, beside serve and within its limit
    assertThat(act).contains("RECOVERED: etcd takes writes again");
    assertReady(site);
    // and whoever comes later finds it, but not the look
    assertThat(site.run(logs).substring(saidBefore))
        .containsOnlyOnce("source=recover msg=\"NOSPACE is up")
        .contains("source=recover msg=\"RECOVERED: etcd takes writes again");
    assertThat(
            site.run(
                "kubectl -n kube-system get pods -l "
                    + Site.DAEMONSET
                    + " -o jsonpath='{.items[*].status.containerStatuses[*].restartCount}'"))
        .isEqualTo("0");
  }

  @Test
  void asAStaticPodWithoutTheApi(Site site) {
    // Given the file on the node, as the page says
    site.run(
        "mkdir -p /etc/kubernetes/night && cp deploy/kubernetes/night/recover.yaml"
            + " /etc/kubernetes/night/");

    // When
    site.run(NightPage.block("static-look"));

    // Then
    awaitLog(site, "put --yes in place of --dry-run");
    assertThat(site.run(NightPage.block("static-log"))).contains("NOSPACE is up");
    assertThat(paste(site, "kubectl create namespace too-late").exitCode()).isNotZero();

    // When
    site.run(NightPage.block("static-act"));

    // Then
    awaitLog(site, "RECOVERED: etcd takes writes again");
    assertReady(site);
    assertThat(
            site.run(
                "cd /var/lib/etcd-storage-exporter && stat -c '%a %n' before-recover.db && wc -l"
                    + " <recover.jsonl"))
        .startsWith("600 before-recover.db\n");

    // When
    site.run(NightPage.block("static-again"));

    // Then
    awaitLog(site, "NOTHING TO RECOVER");

    // When
    site.run(NightPage.block("static-end"));

    // Then
    Poll.until(
        "the pod is gone", SOON, () -> site.run("crictl ps -a -q --name '^recover$'").isBlank());
  }

  private static void awaitLog(Site site, String text) {
    Poll.until(
        () -> text + " is said; so far: " + paste(site, LOG),
        SOON,
        () -> paste(site, LOG).stdout().contains(text));
  }

  @Test
  void byCrictl(Site site) {
    assertThat(site.run(NightPage.block("crictl"))).contains("RECOVERED: etcd takes writes again");
    assertReady(site);
  }

  @Test
  void byCtr(Site site) {
    String said = site.run(NightPage.block("ctr"));

    assertThat(said)
        .contains(
            "RECOVERED: etcd takes writes again", "The snapshot /var/lib/etcd-storage-exporter/");
    assertReady(site);

    // When somebody asks that snapshot
    assertThat(site.run(NightPage.block("who-filled-it"))).contains("storm");
  }
}
