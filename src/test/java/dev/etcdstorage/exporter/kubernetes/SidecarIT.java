package dev.etcdstorage.exporter.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.data.IssuedCertificate;
import dev.etcdstorage.exporter.testkit.data.KeyForm;
import dev.etcdstorage.exporter.testkit.data.NightPage;
import dev.etcdstorage.exporter.testkit.data.ScrapedPage;
import dev.etcdstorage.exporter.testkit.data.TestCertificates;
import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The example of the sidecar, with an etcd of the test's own; on 3.7: what is tested is the pod.
 */
@Tag("kubernetes")
@ExtendWith(OnSite.class)
class SidecarIT {
  private static final String ETCD = Site.REGISTRY + "/etcd:test";

  /** What a cluster's storage class would bring. */
  private static final String VOLUME =
      """
      apiVersion: v1
      kind: PersistentVolume
      metadata: {name: etcd-of-the-test}
      spec:
        capacity: {storage: 16Gi}
        accessModes: [ReadWriteOnce]
        persistentVolumeReclaimPolicy: Retain
        claimRef: {namespace: etcd, name: data-etcd-0}
        hostPath: {path: /var/lib/etcd-of-the-test, type: Directory}
      """;

  @AfterEach
  void removeAll(Site site) {
    site.admitsOrdinaryPods(false);
    site.run(
        """
        kubectl delete namespace etcd --ignore-not-found
        kubectl delete pv etcd-of-the-test --ignore-not-found
        rm -rf /var/lib/etcd-of-the-test
        """);
  }

  @Test
  void watchesTheMemberOfItsPod(Site site) throws IOException {
    // Given the namespace, the Secrets, a volume, and an etcd
    site.admitsOrdinaryPods(true);
    site.loadProgram(ETCD, EtcdBinaries.newest("3.7").etcd());
    writeSecrets(site.files());
    site.write("volume.yaml", VOLUME);
    site.run(
        """
        install -d -o 1000 -g 1000 -m 0700 /var/lib/etcd-of-the-test
        kubectl apply -f volume.yaml
        kubectl create namespace etcd
        for of in client server; do
          kubectl -n etcd create secret generic etcd-$of --from-file=ca.crt=ca.crt \\
            --from-file=tls.crt=$of.crt --from-file=tls.key=$of.key
        done
        """);
    site.write(
        "kustomization.yaml",
        """
        resources: [deploy/kubernetes/sidecar]
        images: [{name: registry.example/etcd, newName: %s, newTag: test}]
        """
            .formatted(ETCD.replace(":test", "")));

    // When
    site.run(
        """
        kubectl apply -k .
        kubectl -n etcd rollout status statefulset/etcd --timeout=3m
        """);

    // Then
    ScrapedPage page = site.page("etcd", Site.SIDECAR);
    assertThat(page.of("etcd-0", "etcd_storage_up")).isEqualTo(1);
    assertThat(page.of("etcd-0", "etcd_storage_db_size_bytes")).isPositive();

    // and its commands find that member
    assertThat(site.run(NightPage.block("sidecar"))).contains("NOTHING TO RECOVER");

    // and kubectl logs still means etcd
    assertThat(site.run("kubectl -n etcd logs etcd-0 | head -n 50")).contains("etcd-version");

    // When
    site.run("kubectl delete -k .");

    // Then
    site.run("kubectl -n etcd wait --for=delete pod/etcd-0 --timeout=2m");
    assertThat(site.leftInEtcd()).isEmpty();
  }

  private static void writeSecrets(Path files) throws IOException {
    TestCertificates ca = TestCertificates.authority("etcd-ca");
    ca.writeCertificate(files.resolve("ca.crt"));
    write(ca.server("127.0.0.1", "localhost", "etcd-0.etcd"), files, "server");
    write(ca.client("exporter"), files, "client");
  }

  private static void write(IssuedCertificate issued, Path files, String name) {
    issued.writeCertificate(files.resolve(name + ".crt"));
    issued.writeKey(files.resolve(name + ".key"), KeyForm.PKCS8);
  }
}
