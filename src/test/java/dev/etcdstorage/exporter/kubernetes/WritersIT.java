package dev.etcdstorage.exporter.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.data.NightPage;
import dev.etcdstorage.exporter.testkit.util.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * {@code analyze} on the file of a real kube-apiserver, by the line of docs/night.md: who wrote
 * each object is what the API server itself says.
 */
@Tag("kubernetes")
@ExtendWith(OnSite.class)
class WritersIT {
  private static final String HIDDEN = "never-to-be-shown";
  private static final String STORM = "storm-writer";
  private static final int STORM_WRITES = 60;
  private static final String SNAPSHOT = "/var/lib/etcd-storage-exporter/before-recover.db";

  /** Kinds whose objects are many, or have what is special, by their folder below /registry. */
  private static final Map<String, String> KINDS =
      Map.of(
          "pods", "pods",
          "configmaps", "configmaps",
          "secrets", "secrets",
          "deployments", "deployments.apps",
          "daemonsets", "daemonsets.apps",
          "serviceaccounts", "serviceaccounts",
          "clusterroles", "clusterroles.rbac.authorization.k8s.io",
          "example.com/things", "things.example.com");

  @AfterEach
  void remove(Site site) {
    site.run(
        """
        kubectl delete --ignore-not-found namespace writers
        kubectl delete --ignore-not-found crd things.example.com
        rm -rf /var/lib/etcd-storage-exporter objects.yaml
        """);
  }

  /** What a version is known by, to tell whether an object changed meanwhile. */
  private record StoredObject(String resourceVersion, List<Map<String, String>> managers) {}

  @Test
  void areThoseThatTheApiServerNames(Site site) {
    // Given objects that several wrote: built-in kinds in protobuf, one of its own kind in JSON, a
    // subresource, and a storm
    write(site);
    Map<String, StoredObject> before = objects(site);
    site.run("mkdir -p /var/lib/etcd-storage-exporter");
    site.etcdctl("snapshot save " + SNAPSHOT);
    Map<String, StoredObject> after = objects(site);

    // When
    String line = NightPage.block("who-filled-it").strip();
    String text = site.run(line);
    String said = site.run(line + " --top 1000 --output json 2>/dev/null");

    // Then each object that was not written meanwhile has the same managers, in the same order
    assertThat(said).startsWith("{");
    Json found = Json.parse(said);
    Map<String, List<Map<String, String>>> live = new HashMap<>();
    found
        .at("keys")
        .list("largestLive")
        .forEach(each -> live.put(each.text("key"), managers(each)));
    before.entrySet().removeIf(each -> !each.getValue().equals(after.get(each.getKey())));
    assertThat(before).hasSizeGreaterThan(50).containsKeys(thing("one"), configMap("storm"));
    before.forEach((key, object) -> assertThat(live.get(key)).as(key).isEqualTo(object.managers()));
    assertThat(live.get(thing("one"))).hasSize(2);

    // And the storm is the writer of most versions of its kind
    Json row =
        found.list("prefixes").stream()
            .filter(each -> each.text("prefix").equals("configmaps"))
            .findFirst()
            .orElseThrow();
    assertThat(row.list("writers").get(0).text("manager")).isEqualTo(STORM);
    assertThat(row.list("writers").get(0).number("versions")).isBetween(1L * STORM_WRITES, 100L);
    assertThat(text).contains(STORM);

    // And nothing of a value is shown
    assertThat(text + said).doesNotContain(HIDDEN);
  }

  private static void write(Site site) {
    site.write(
        "objects.yaml",
        """
        apiVersion: v1
        kind: Namespace
        metadata: {name: writers}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: storm, namespace: writers}
        data: {text: %1$s}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: secret, namespace: writers}
        stringData: {text: %1$s}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: none, namespace: writers}
        spec:
          replicas: 0
          selector: {matchLabels: {app: none}}
          template:
            metadata: {labels: {app: none}}
            spec: {containers: [{name: none, image: none}]}
        """
            .formatted(HIDDEN));
    site.run(
        """
        kubectl apply --server-side --field-manager=alice -f objects.yaml
        kubectl -n writers label --field-manager=bob configmap storm by=bob
        kubectl -n writers annotate --field-manager=carol secret secret by=carol
        kubectl -n writers patch --subresource=scale --field-manager=scaler deployment none --type=merge -p '{"spec":{"replicas":0}}'
        for i in $(seq %d); do
          kubectl -n writers patch --field-manager=%s configmap storm --type=merge -p '{"data":{"storm":"%s '$i'"}}' >/dev/null
        done
        """
            .formatted(STORM_WRITES, STORM, HIDDEN));
    writeThing(site);
  }

  private static void writeThing(Site site) {
    site.write(
        "objects.yaml",
        """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: things.example.com}
        spec:
          group: example.com
          names: {kind: Thing, plural: things, singular: thing}
          scope: Namespaced
          versions:
            - name: v1
              served: true
              storage: true
              schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
        """);
    site.run(
        """
        kubectl apply --server-side --field-manager=alice -f objects.yaml
        kubectl wait --for=condition=Established crd/things.example.com --timeout=2m
        """);
    site.write(
        "objects.yaml",
        """
        apiVersion: example.com/v1
        kind: Thing
        metadata: {name: one, namespace: writers}
        spec: {text: %s, "odd \\" } key": [1, {"metadata": {"managedFields": "no"}}]}
        """
            .formatted(HIDDEN));
    site.run(
        """
        kubectl apply --server-side --field-manager=alice -f objects.yaml
        kubectl -n writers label --field-manager=bob thing one by=bob
        """);
  }

  private static String thing(String name) {
    return "/registry/example.com/things/writers/" + name;
  }

  private static String configMap(String name) {
    return "/registry/configmaps/writers/" + name;
  }

  /** As the API server shows them now. */
  private static Map<String, StoredObject> objects(Site site) {
    Map<String, StoredObject> objects = new HashMap<>();
    KINDS.forEach(
        (folder, kind) -> {
          String answer =
              site.plane().ask("kubectl", "get", kind, "-A", "-o", "json", "--show-managed-fields");
          for (Json item : Json.parse(answer).list("items")) {
            Json metadata = item.at("metadata");
            String place =
                Stream.of("/registry", folder, metadata.text("namespace"), metadata.text("name"))
                    .filter(part -> !part.isEmpty())
                    .reduce((path, part) -> path + "/" + part)
                    .orElseThrow();
            objects.put(
                place, new StoredObject(metadata.text("resourceVersion"), managers(metadata)));
          }
        });
    return objects;
  }

  private static List<Map<String, String>> managers(Json holder) {
    return holder.list("managedFields").stream()
        .map(
            entry ->
                Map.of(
                    "manager", entry.text("manager"),
                    "operation", entry.text("operation"),
                    "subresource", entry.text("subresource"),
                    "time", entry.text("time")))
        .toList();
  }
}
