package dev.etcdstorage.exporter.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.data.Installation;
import dev.etcdstorage.exporter.testkit.data.Manifest;
import dev.etcdstorage.exporter.testkit.real.Helm;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the chart makes and what deploy/kubernetes makes is the same, object by object and field by
 * field, but for the three labels that Helm's users expect and for the names of what nobody refers
 * to (docs/adr/0018-chart-and-kustomize.md).
 */
class ChartLikeKustomizeIT {
  private static final String SYSTEM = "kube-system";
  private static final String CENTRAL = "etcd-storage-exporter";

  private static final Set<String> LABELS_OF_HELM =
      Set.of("app.kubernetes.io/instance", "app.kubernetes.io/managed-by", "helm.sh/chart");

  /** These have no name that anything refers to, and Helm's begin with the release's. */
  private static final Set<String> NAMED_OTHERWISE = Set.of("PrometheusRule", "ConfigMap");

  private static final String TWO_CLUSTERS =
      """
      mode: central
      central:
        clusters:
          - name: prod-eu
            endpoints: [https://10.0.1.10:2379, https://10.0.1.11:2379, https://10.0.1.12:2379]
            discoverMembers: true
          - name: prod-us
            endpoints: [https://10.0.2.10:2379, https://10.0.2.11:2379, https://10.0.2.12:2379]
            discoverMembers: true
      """;

  private static final String CLUSTER_FILES =
      """
      mode: central
      central:
        clusterFiles: {secretName: etcd-clusters}
      """;

  private static final String OPENSHIFT =
      """
      mode: central
      distribution: openshift
      networkPolicy: {namespaces: [openshift-user-workload-monitoring]}
      central:
        clusters:
          - name: openshift
            endpoints: [https://10.0.1.10:2379, https://10.0.1.11:2379, https://10.0.1.12:2379]
            discoverMembers: true
      """;

  private static final String ALL_MONITORING =
      """
      serviceMonitor: {enabled: true, namespace: monitoring}
      podMonitor: {enabled: true, namespace: monitoring}
      prometheusRule: {enabled: true, namespace: monitoring}
      """;

  private static final String TO_COME_IN =
      """
      web: {existingSecret: etcd-storage-exporter-web}
      serviceMonitor:
        enabled: true
        namespace: monitoring
        tlsConfig:
          serverName: etcd-storage-exporter
          ca: {secret: {name: etcd-storage-exporter-scrape, key: ca.crt}}
        basicAuth:
          username: {name: etcd-storage-exporter-scrape, key: username}
          password: {name: etcd-storage-exporter-scrape, key: password}
      """;

  /**
   * Values of the chart, and what they stand for.
   *
   * @param kustomizations the folders of deploy/kubernetes, with their components
   * @param kinds those to compare; none: all
   */
  private record Pair(
      List<String> kustomizations,
      String release,
      String namespace,
      String values,
      Set<String> kinds) {

    static Pair of(String kustomization, String values) {
      return new Pair(List.of(kustomization), Helm.RELEASE, SYSTEM, values, Set.of());
    }

    Pair inNamespace(String release, String namespace) {
      return new Pair(kustomizations, release, namespace, values, kinds);
    }

    Pair only(String... kinds) {
      return new Pair(kustomizations, release, namespace, values, Set.of(kinds));
    }

    Pair and(String other) {
      List<String> both = Stream.concat(kustomizations.stream(), Stream.of(other)).toList();
      return new Pair(both, release, namespace, values, kinds);
    }

    @Override
    public String toString() {
      return String.join(" and ", kustomizations);
    }
  }

  static List<Pair> pairs() {
    return List.of(
        Pair.of("daemonset", ""),
        Pair.of("daemonset", "defrag: {enabled: true}").and("defrag"),
        Pair.of("daemonset+components/nonroot", "daemonset: {nonroot: true}"),
        Pair.of(
                "defrag+components/nonroot",
                "{daemonset: {nonroot: true}, defrag: {enabled: true}}")
            .only("CronJob"),
        Pair.of("daemonset+components/tls", "web: {existingSecret: etcd-storage-exporter-web}"),
        Pair.of("variants/k3s", "distribution: k3s"),
        Pair.of("variants/rke2", "distribution: rke2"),
        Pair.of("variants/talos", "distribution: talos"),
        Pair.of("central", TWO_CLUSTERS).inNamespace("etcd-storage-exporter-central", CENTRAL),
        Pair.of("central-shards", TWO_CLUSTERS + "  shards: 4\n")
            .inNamespace("etcd-storage-exporter-central", CENTRAL),
        Pair.of("central+components/cluster-files", CLUSTER_FILES)
            .inNamespace("etcd-storage-exporter-central", CENTRAL),
        Pair.of("central-shards+components/cluster-files", CLUSTER_FILES + "  shards: 4\n")
            .inNamespace("etcd-storage-exporter-central", CENTRAL),
        Pair.of("variants/openshift", OPENSHIFT)
            .inNamespace("etcd-storage-exporter-central", CENTRAL),
        Pair.of("monitoring", ALL_MONITORING)
            .only("ServiceMonitor/etcd-storage-exporter", "PodMonitor", "PrometheusRule"),
        Pair.of(
                "monitoring",
                TWO_CLUSTERS + "serviceMonitor: {enabled: true, namespace: monitoring}")
            .inNamespace("etcd-storage-exporter-central", CENTRAL)
            .only("ServiceMonitor/etcd-storage-exporter-central"),
        Pair.of("monitoring+components/tls-monitor", TO_COME_IN)
            .only("ServiceMonitor/etcd-storage-exporter"),
        Pair.of("grafana", "dashboards: {enabled: true, namespace: monitoring}").only("ConfigMap"));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void theSameObjectsButForNamesAndLabels(Pair pair) {
    Map<String, Object> kustomize = new TreeMap<>();
    for (String name : pair.kustomizations()) {
      kustomize.putAll(objects(Installation.of(name).manifests(), pair.kinds()));
    }

    Map<String, Object> chart =
        objects(
            Helm.newest().template(pair.release(), pair.namespace(), pair.values()), pair.kinds());

    assertThat(chart.keySet()).isNotEmpty().isEqualTo(kustomize.keySet());
    kustomize.forEach((name, fields) -> assertThat(chart.get(name)).as(name).isEqualTo(fields));
  }

  /** Each folder and component is in a pair, or here with the reason why not. */
  @Test
  void noFolderIsWithoutItsPair() {
    Set<String> paired = new TreeSet<>();
    pairs().forEach(pair -> paired.addAll(pair.kustomizations()));

    assertThat(Installation.all())
        .extracting(Installation::name)
        .filteredOn(name -> !paired.contains(name))
        .containsExactly("sidecar"); // below: the chart does not make etcd's own pods
  }

  /** The notes are all that the chart has of the sidecar: a person pastes them. */
  @Test
  void theNotesHaveTheContainerAndVolumesThatTheComponentAdds() {
    Map<String, Object> pod = new LinkedHashMap<>();
    for (Manifest manifest : Installation.of("sidecar").manifests()) {
      if (manifest.kind().equals("StatefulSet")) {
        pod = texts(at(manifest.fields(), "spec", "template", "spec"));
      }
    }

    String notes = Helm.newest().notes("etcd", "mode: sidecar");

    assertThat(pasted(notes, 3)).isEqualTo(ofTheExporter(at(pod, "containers")));
    assertThat(pasted(notes, 4)).isEqualTo(ofTheExporter(at(pod, "volumes")));
    assertThat(notes).contains("\netcd-storage-exporter: sidecar\n");
  }

  /** The block below a numbered line. */
  private static Object pasted(String notes, int number) {
    String from = notes.substring(notes.indexOf("\n" + number + ". "));
    String block = from.split("\n\n", 3)[1];
    return at(Manifest.parse("pasted:\n" + block).get(0).fields(), "pasted");
  }

  private static List<?> ofTheExporter(Object list) {
    return ((List<?>) list)
        .stream()
            .filter(item -> String.valueOf(at(item, "name")).startsWith("etcd-storage-exporter"))
            .toList();
  }

  private static Object at(Object value, String... path) {
    Object found = value;
    for (String field : path) {
      found = texts(found).getOrDefault(field, Map.of());
    }
    return found;
  }

  /** By kind and name, without what may differ. */
  private static Map<String, Object> objects(List<Manifest> manifests, Set<String> kinds) {
    Map<String, Object> objects = new TreeMap<>();
    for (Manifest manifest : manifests) {
      Map<String, Object> fields = texts(same(manifest.fields()));
      Map<String, Object> metadata = texts(at(fields, "metadata"));
      String kind = manifest.kind();
      String name = String.valueOf(metadata.get("name"));
      // Helm makes a namespace by a flag, and its tests have no other.
      boolean left = kind.equals("Namespace") || kind.equals("Pod");
      if (left || !(kinds.isEmpty() || kinds.contains(kind) || kinds.contains(kind + "/" + name))) {
        continue;
      }
      if (kinds.contains(kind) && NAMED_OTHERWISE.contains(kind)) {
        metadata.remove("name");
        fields.put("metadata", metadata);
        name = kind.equals("ConfigMap") ? texts(at(fields, "data")).keySet().toString() : "";
      }
      objects.put(kind + "/" + name, fields);
    }
    return objects;
  }

  /** Recursively: without Helm's labels, the checksum, and kustomize's hash in a name. */
  private static Object same(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> kept = new LinkedHashMap<>();
      map.forEach(
          (key, field) -> {
            boolean annotations = key.equals("annotations") && onlyTheChecksum(field);
            if (!annotations && !LABELS_OF_HELM.contains(key)) {
              kept.put(String.valueOf(key), same(String.valueOf(key), field));
            }
          });
      return kept;
    }
    if (value instanceof List<?> list) {
      List<Object> kept = new ArrayList<>();
      list.forEach(item -> kept.add(same(item)));
      return kept;
    }
    if (value instanceof String text) {
      return text.replaceFirst("^(etcd-storage-exporter-central)-[a-z0-9]{10}$", "$1");
    }
    return value;
  }

  private static Object same(String key, Object field) {
    return switch (key) {
      case "exporter.yaml" -> Manifest.parse(String.valueOf(field)).get(0).fields();
      // Their order means nothing, and a patch of kustomize puts its own first.
      case "volumes", "volumeMounts" -> Set.copyOf((List<?>) same(field));
      default -> same(field);
    };
  }

  private static boolean onlyTheChecksum(Object annotations) {
    return annotations instanceof Map<?, ?> map && map.keySet().equals(Set.of("checksum/config"));
  }

  private static Map<String, Object> texts(Object map) {
    Map<String, Object> fields = new LinkedHashMap<>();
    ((Map<?, ?>) map).forEach((name, value) -> fields.put(String.valueOf(name), value));
    return fields;
  }
}
