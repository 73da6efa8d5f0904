package dev.etcdstorage.exporter.keyspace.prefix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.PrefixSettings;
import dev.etcdstorage.exporter.etcd.Key;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubernetesPrefixTest {
  /** Key, prefix, prefix with namespaces. */
  @ParameterizedTest
  @CsvSource({
    "/registry/pods/kube-system/etcd-a, pods, pods/kube-system",
    "/registry/events/default/a.17f, events, events/default",
    "/registry/leases/kube-node-lease/n1, leases, leases/kube-node-lease",
    "/registry/deployments/default/a, deployments, deployments/default",
    "/registry/ingress/default/a, ingress, ingress/default",
    "/registry/controllers/default/a, controllers, controllers/default",
    "/registry/services/specs/default/kubernetes, services/specs, services/specs/default",
    "/registry/services/endpoints/default/kubernetes, services/endpoints, services/endpoints/default",
    "/registry/minions/n1, minions, minions",
    "/registry/namespaces/default, namespaces, namespaces",
    "/registry/csinodes/n1, csinodes, csinodes",
    "/registry/flowschemas/exempt, flowschemas, flowschemas",
    "/registry/podsecuritypolicy/a, podsecuritypolicy, podsecuritypolicy",
    "/registry/clusterroles/system:node, clusterroles, clusterroles",
    "/registry/masterleases/10.0.0.1, masterleases, masterleases",
    "/registry/peerserverleases/apiserver-x, peerserverleases, peerserverleases",
    "/registry/ranges/serviceips, ranges/serviceips, ranges/serviceips",
    "/registry/ranges/servicenodeports, ranges/servicenodeports, ranges/servicenodeports",
    "/registry/health, health, health",
    "/registry/cilium.io/ciliumendpoints/default/a, ciliumendpoints.cilium.io,"
        + " ciliumendpoints.cilium.io/default",
    "/registry/cilium.io/ciliumnodes/n1, ciliumnodes.cilium.io, ciliumnodes.cilium.io",
    "/registry/apiregistration.k8s.io/apiservices/v1.apps,"
        + " apiservices.apiregistration.k8s.io, apiservices.apiregistration.k8s.io",
    "/registry/apiextensions.k8s.io/customresourcedefinitions/a.b.io,"
        + " customresourcedefinitions.apiextensions.k8s.io,"
        + " customresourcedefinitions.apiextensions.k8s.io",
    "/kubernetes.io/pods/default/a, pods, pods/default",
    "/kubernetes.io/config.openshift.io/clusteroperators/dns,"
        + " clusteroperators.config.openshift.io, clusteroperators.config.openshift.io",
    "/openshift.io/routes/default/a, routes, routes/default",
    "/openshift.io/oauth/accesstokens/sha256~a, oauth/accesstokens, oauth/accesstokens",
    "compact_rev_key, compact_rev_key, compact_rev_key",
    "/calico/ipam/v2/host/n1, /calico, /calico",
    "/bootstrap/abc, /bootstrap, /bootstrap",
    "cilium/state/identities/v1/id/1, cilium, cilium",
    // What no API server writes, but anybody may.
    "/registry, /registry, /registry",
    "/registry/, /registry, /registry",
    "/registry//pods/a, /registry, /registry",
    "/registrypods/default/a, /registrypods, /registrypods",
    "/registry/pods, pods, pods",
    "/registry/pods/, pods, pods",
    "/registry/pods//a, pods, pods",
    "/registry/services, services, services",
    "/registry/services/, services, services",
    "/registry/services/specs, services/specs, services/specs",
    "/registry/cilium.io, cilium.io, cilium.io",
    "/registry/cilium.io//a, cilium.io, cilium.io",
    "registry/pods/default/a, registry, registry"
  })
  void keyOfKubernetesIsNamedByItsResource(String key, String prefix, String withNamespaces) {
    assertThat(PrefixFixture.prefix(PrefixFixture.kubernetes(false, 200), key)).isEqualTo(prefix);
    assertThat(PrefixFixture.prefix(PrefixFixture.kubernetes(true, 200), key))
        .isEqualTo(withNamespaces);
  }

  @Test
  void nearerRootCounts() {
    PrefixMapper mapper =
        new KubernetesPrefix(List.of("/tenants", "/tenants/a/registry"), false, new DepthPrefix(1));

    assertThat(mapper.prefix(Key.of("/tenants/a/registry/pods/x/y"))).isEqualTo("pods");
    assertThat(mapper.prefix(Key.of("/tenants/a/other"))).isEqualTo("a");
    assertThat(mapper.prefix(Key.of("/registry/pods/x/y"))).isEqualTo("/registry");
  }

  @Test
  void everyKnownResourceIsWhatItsKeyIsNamed() {
    PrefixSettings settings = PrefixFixture.kubernetes(false, 200);

    assertThat(KnownResources.named(false)).hasSizeBetween(70, 100).doesNotHaveDuplicates();
    assertThat(KnownResources.named(false)).containsAll(KnownResources.named(true));
    assertThat(KnownResources.named(false))
        .filteredOn(name -> !name.equals("compact_rev_key"))
        .allSatisfy(name -> assertThat(PrefixFixture.prefix(settings, key(name))).isEqualTo(name));
  }

  private static String key(String resource) {
    int dot = resource.indexOf('.');
    return dot < 0
        ? "/registry/" + resource + "/a"
        : "/registry/" + resource.substring(dot + 1) + "/" + resource.substring(0, dot) + "/a";
  }
}
