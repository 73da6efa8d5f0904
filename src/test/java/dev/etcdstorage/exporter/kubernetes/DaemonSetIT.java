package dev.etcdstorage.exporter.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.data.ScrapedPage;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The DaemonSet on kubeadm's control plane, by the README's commands. */
@Tag("kubernetes")
@ExtendWith(OnSite.class)
class DaemonSetIT {
  private static final String KEY = "/etc/kubernetes/pki/etcd/healthcheck-client.key";

  @AfterEach
  void removeAll(Site site) {
    site.remove("daemonset");
    site.run("chgrp root " + KEY + "; chmod 0600 " + KEY);
    assertNothingIsLeft(site);
  }

  @Test
  void threeCommandsInstallItOneRemovesIt(Site site) {
    // When
    String said = site.readme("kubectl apply -k deploy/kubernetes/daemonset");

    // Then it is there, and sees the node's member
    assertThat(said).contains("successfully rolled out").doesNotContain("Warning");
    ScrapedPage page = site.page("kube-system", Site.DAEMONSET);
    assertThat(page.of("node1", "etcd_storage_up")).isEqualTo(1);
    assertThat(page.of("node1", "etcd_storage_quota_bytes")).isEqualTo(Site.QUOTA);
    assertThat(page.of("node1", "etcd_storage_db_size_bytes")).isPositive();
    assertThat(log(site)).doesNotContain("level=warn", "level=error");

    // When
    site.run("kubectl delete -k deploy/kubernetes/daemonset");

    // Then
    assertNothingIsLeft(site);
  }

  @Test
  void runsAsNobodyOnceTheKeysGroupMayReadIt(Site site) {
    // Given the change on the node, and the component
    site.readme("chgrp 65532");
    site.write(
        "kustomization.yaml",
        """
        resources: [deploy/kubernetes/daemonset]
        components: [deploy/kubernetes/components/nonroot]
        """);

    // When
    site.run(
        """
        kubectl apply -k .
        kubectl -n kube-system rollout status daemonset/etcd-storage-exporter --timeout=3m
        """);

    // Then
    ScrapedPage page = site.page("kube-system", Site.DAEMONSET);
    assertThat(page.of("node1", "etcd_storage_up")).isEqualTo(1);
    assertThat(
            site.run(
                """
                pid=$(crictl inspect -o go-template --template '{{.info.pid}}' "$(crictl ps -q --name exporter)")
                grep -E '^(Uid|Gid|CapEff)' "/proc/$pid/status"
                """))
        .isEqualTo(
            """
            Uid:\t65532\t65532\t65532\t65532
            Gid:\t65532\t65532\t65532\t65532
            CapEff:\t0000000000000000
            """);
  }

  private static String log(Site site) {
    return site.run("kubectl -n kube-system logs daemonset/etcd-storage-exporter");
  }

  private static void assertNothingIsLeft(Site site) {
    site.run("kubectl -n kube-system wait --for=delete pod -l " + Site.DAEMONSET + " --timeout=2m");
    assertThat(site.leftInEtcd()).isEqualTo(List.of());
  }
}
