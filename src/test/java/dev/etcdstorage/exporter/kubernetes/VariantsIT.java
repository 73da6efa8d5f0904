package dev.etcdstorage.exporter.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.data.Installation;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is not installed by a test of its own: a real API server says what it would take. */
@Tag("kubernetes")
@ExtendWith(OnSite.class)
class VariantsIT {

  /** A dry run makes no namespace for what comes after it. */
  @BeforeAll
  static void makeTheNamespace(Site site) {
    site.run("kubectl create namespace etcd-storage-exporter");
  }

  @AfterAll
  static void removeTheNamespace(Site site) {
    site.run("kubectl delete namespace etcd-storage-exporter");
  }

  static List<String> variants() {
    return Installation.folders("Kustomization").stream()
        .filter(folder -> folder.startsWith("variants/") || folder.equals("central-shards"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("variants")
  void theApiServerWouldTakeIt(String variant, Site site) {
    String said = site.run("kubectl apply --dry-run=server -k deploy/kubernetes/" + variant);

    assertThat(said.lines().filter(line -> !line.contains("namespaces/etcd-storage-exporter")))
        .isNotEmpty()
        .allMatch(line -> line.endsWith(" (server dry run)"));
  }
}
