package dev.etcdstorage.exporter.keyspace.prefix;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What Kubernetes itself keeps in etcd, in all versions that may still be met, by the names that
 * {@link KubernetesPrefix} gives.
 *
 * <p>Kept by hand: no API lists the names that resources have in etcd ({@code minions}, {@code
 * services/specs}), nor those that a former version had. A resource that is missing here must weigh
 * four times as much to get a name when there are more prefixes than names; nothing else depends on
 * it.
 */
public final class KnownResources {
  /** Names that are the same with and without namespaces. */
  private static final Set<String> OF_THE_CLUSTER =
      names(
          """
          minions namespaces customresourcedefinitions.apiextensions.k8s.io csinodes
          persistentvolumes volumeattachments certificatesigningrequests masterleases
          compact_rev_key clusterroles clusterrolebindings apiservices.apiregistration.k8s.io
          flowschemas prioritylevelconfigurations mutatingwebhookconfigurations
          validatingwebhookconfigurations validatingadmissionpolicies
          validatingadmissionpolicybindings mutatingadmissionpolicies
          mutatingadmissionpolicybindings storageclasses csidrivers volumeattributesclasses
          ranges/serviceips ranges/servicenodeports ipaddresses servicecidrs ingressclasses
          priorityclasses runtimeclasses resourceslices deviceclasses devicetaintrules
          resourceclasses clustertrustbundles clustercidrs storageversions
          storageversionmigrations podsecuritypolicy peerserverleases health
          """);

  private static final Set<String> ALL =
      Stream.concat(
              OF_THE_CLUSTER.stream(),
              names(
                  """
                  pods events leases services/endpoints endpointslices secrets configmaps replicasets
                  deployments jobs cronjobs services/specs statefulsets daemonsets controllerrevisions
                  serviceaccounts persistentvolumeclaims horizontalpodautoscalers poddisruptionbudgets
                  networkpolicies ingress roles rolebindings resourcequotas limitranges controllers
                  podtemplates csistoragecapacities resourceclaims resourceclaimtemplates
                  resourceclaimparameters resourceclassparameters podschedulingcontexts
                  podcertificaterequests leasecandidates workloads podpresets
                  """)
                  .stream())
          .collect(Collectors.toUnmodifiableSet());

  private KnownResources() {}

  /** The same as in keys, after the root: {@code pods}, {@code b.example.com/as}. */
  public static Stream<String> inKeys() {
    return ALL.stream()
        .map(
            name -> {
              int group = name.indexOf('.');
              return group < 0 ? name : name.substring(group + 1) + "/" + name.substring(0, group);
            });
  }

  private static Set<String> names(String text) {
    return Set.of(text.split("\\s+"));
  }

  /**
   * @param namespaces whether resources are split by namespace, so that those with one have other
   *     names
   */
  static Set<String> named(boolean namespaces) {
    return namespaces ? OF_THE_CLUSTER : ALL;
  }
}
