package dev.etcdstorage.exporter.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.data.ScrapedPage;
import dev.etcdstorage.exporter.testkit.real.Helm;
import dev.etcdstorage.exporter.testkit.real.RunningCommand;
import dev.etcdstorage.exporter.testkit.util.Poll;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The chart's shards, by the commands of docs/many-clusters.md. What they share are many names of
 * one etcd, that of the control plane.
 */
@Tag("kubernetes")
@ExtendWith(OnSite.class)
class ShardsIT {
  private static final Path PAGE = Path.of("docs/many-clusters.md");
  private static final Path README = Helm.CHART.resolve("README.md");
  private static final Pattern INSTANCE = Pattern.compile("\"instance\": \"([^\"]+)\"");
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final Helm helm = Helm.newest();

  @AfterEach
  void removeAll(Site site) {
    site.admitsOrdinaryPods(false);
    site.run("kubectl delete namespace etcd-storage-exporter --ignore-not-found");
  }

  @Test
  void everyClusterIsOnePodsAlsoWhileFilesAndShardsAreAdded(Site site) {
    // Given a cluster of the values, and four that have a file in a Secret
    site.admitsOrdinaryPods(true);
    List<String> names = new ArrayList<>(List.of("prod-eu", "lab-1", "lab-4", "shop-3", "shop-6"));
    site.run(
        """
        cp %1$s/ca.crt ca.crt; cp %1$s/healthcheck-client.crt tls.crt; cp %1$s/healthcheck-client.key tls.key
        mkdir clusters.d; cp ca.crt tls.crt tls.key clusters.d
        """
            .formatted("/etc/kubernetes/pki/etcd"));
    names.stream().skip(1).forEach(name -> addFile(site, name));
    site.write(
        "values.yaml",
        ReadmeBlocks.with("mode: central", README)
                .replaceFirst("endpoints: .*", "endpoints: [https://10.77.0.2:2379]")
            + "  clusterFiles: {secretName: etcd-clusters}\n  shards: 2\n");

    // When
    site.run(
        helm,
        ReadmeBlocks.with("install central", README).replace("helm -n", applied() + "helm -n"));

    // Then each of the two has some, and nobody else's
    List<Set<String>> two = watched(site, 2);
    assertThat(two).noneMatch(Set::isEmpty);
    assertThat(all(two)).containsExactlyInAnyOrderElementsOf(names);

    // When there is one more
    String pods = pods(site);
    addFile(site, "shop-8");
    names.add("shop-8");
    site.run(applied() + ReadmeBlocks.with("annotate pods", PAGE));

    // Then one of them takes it, and none starts anew
    Poll.until(
        () -> names + " are watched, and not only " + watched(site, 2),
        LIMIT,
        () -> Set.copyOf(all(watched(site, 2))).equals(Set.copyOf(names)));
    assertThat(all(watched(site, 2))).containsExactlyInAnyOrderElementsOf(names);
    assertThat(pods(site)).isEqualTo(pods);

    // When there come to be three
    List<List<Set<String>>> meanwhile = new ArrayList<>();
    try (RunningCommand growth = site.begin(helm, ReadmeBlocks.with("central.shards=3", PAGE))) {
      while (growth.isRunning()) {
        meanwhile.add(watched(site, 3));
      }
      assertThat(growth.exitCode()).as(growth.output()).isZero();
    }

    // Then the new one has its share
    List<Set<String>> three = watched(site, 3);
    assertThat(three).noneMatch(Set::isEmpty);
    assertThat(all(three)).containsExactlyInAnyOrderElementsOf(names);
    for (int pod = 0; pod < 3; pod++) {
      ScrapedPage page = site.plane().page("etcd-storage-exporter", pod(pod));
      assertThat(page.all("etcd_storage_up"))
          .hasSameSizeAs(three.get(pod))
          .allMatch(up -> up.value() == 1);
    }

    // and none was out of sight: what moved never, the others while their own pod started anew
    assertThat(meanwhile)
        .isNotEmpty()
        .allSatisfy(
            seen -> {
              assertThat(all(seen)).containsAll(three.get(2));
              for (int pod = 0; pod < 2; pod++) {
                if (!seen.get(pod).isEmpty()) {
                  assertThat(all(seen)).containsAll(three.get(pod));
                }
              }
            });
  }

  private static void addFile(Site site, String name) {
    site.write(
        "clusters.d/" + name + ".yaml",
        """
        name: %s
        endpoints: [https://10.77.0.2:2379]
        tls: {caFile: ca.crt, certFile: tls.crt, keyFile: tls.key}
        """
            .formatted(name));
  }

  /** The command that makes the Secret of that folder, and changes it. */
  private static String applied() {
    return """
        kubectl -n etcd-storage-exporter create secret generic etcd-clusters --from-file=clusters.d \\
          --dry-run=client -o yaml | kubectl apply -f -
        """;
  }

  private static String pod(Object number) {
    return "central-etcd-storage-exporter-" + number;
  }

  /**
   * What each of the pods says that it watches; of one that is not ready, or on its way out,
   * nothing. A rollout comes to the last pod first, so it is asked last: what has moved there is
   * not missed between.
   */
  private static List<Set<String>> watched(Site site, int pods) {
    String said =
        site.run(
            """
            state='{.metadata.deletionTimestamp}{.status.containerStatuses[0].ready}'
            for pod in $(seq -f %s 0 %d); do
              if [ "$(kubectl -n etcd-storage-exporter get pod $pod -o jsonpath=$state 2>/dev/null)" = true ]; then
                kubectl get --request-timeout=10s 2>/dev/null \\
                  --raw /api/v1/namespaces/etcd-storage-exporter/pods/$pod:10027/proxy/api/v1/targets || true
              fi
              echo "and"
            done
            """
                .formatted(pod("%g"), pods - 1));
    return Arrays.stream(said.split("and\n", -1)).limit(pods).map(ShardsIT::instances).toList();
  }

  private static Set<String> instances(String targets) {
    return INSTANCE
        .matcher(targets)
        .results()
        .map((MatchResult found) -> found.group(1))
        .collect(Collectors.toSet());
  }

  /** With whatever is watched twice, twice. */
  private static List<String> all(List<Set<String>> watched) {
    return watched.stream().flatMap(Collection::stream).toList();
  }

  /** Each by its identity, and how often it was started. */
  private static String pods(Site site) {
    return site.run(
        """
        kubectl -n etcd-storage-exporter get pods --sort-by=.metadata.name \\
          -o 'jsonpath={.items[*].metadata.uid} {.items[*].status.containerStatuses[*].restartCount}'
        """);
  }
}
