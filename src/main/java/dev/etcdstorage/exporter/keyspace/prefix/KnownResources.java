package dev.etcdstorage.exporter.keyspace.prefix;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What Kubernetes itself keeps in etcd, of all versions that may still be met, by the names that
 * {@link KubernetesPrefix} gives.
 */
final class KnownResources {
  /** Those that are the same with and without namespaces. */
  private static final List<String> OF_THE_CLUSTER =
      List.of(
          "minions",
          "namespaces",
          "customresourcedefinitions.apiextensions.k8s.io",
          "csinodes",
          "persistentvolumes",
          "volumeattachments",
          "certificatesigningrequests",
          "masterleases",
          "compact_rev_key",
          "clusterroles",
          "clusterrolebindings",
          "apiservices.apiregistration.k8s.io",
          "flowschemas",
          "prioritylevelconfigurations",
          "mutatingwebhookconfigurations",
          "validatingwebhookconfigurations",
          "validatingadmissionpolicies",
          "validatingadmissionpolicybindings",
          "mutatingadmissionpolicies",
          "mutatingadmissionpolicybindings",
          "storageclasses",
          "csidrivers",
          "volumeattributesclasses",
          "ranges/serviceips",
          "ranges/servicenodeports",
          "ipaddresses",
          "servicecidrs",
          "ingressclasses",
          "priorityclasses",
          "runtimeclasses",
          "resourceslices",
          "deviceclasses",
          "devicetaintrules",
          "resourceclasses",
          "clustertrustbundles",
          "clustercidrs",
          "storageversions",
          "storageversionmigrations",
          "podsecuritypolicy",
          "peerserverleases",
          "health");

  private static final List<String> IN_NAMESPACES =
      List.of(
          "pods",
          "events",
          "leases",
          "services/endpoints",
          "endpointslices",
          "secrets",
          "configmaps",
          "replicasets",
          "deployments",
          "jobs",
          "cronjobs",
          "services/specs",
          "statefulsets",
          "daemonsets",
          "controllerrevisions",
          "serviceaccounts",
          "persistentvolumeclaims",
          "horizontalpodautoscalers",
          "poddisruptionbudgets",
          "networkpolicies",
          "ingress",
          "roles",
          "rolebindings",
          "resourcequotas",
          "limitranges",
          "controllers",
          "podtemplates",
          "csistoragecapacities",
          "resourceclaims",
          "resourceclaimtemplates",
          "resourceclaimparameters",
          "resourceclassparameters",
          "podschedulingcontexts",
          "podcertificaterequests",
          "leasecandidates",
          "workloads",
          "podpresets");

  private static final Set<String> CLUSTER_WIDE = Set.copyOf(OF_THE_CLUSTER);
  private static final Set<String> ALL =
      Stream.concat(IN_NAMESPACES.stream(), OF_THE_CLUSTER.stream())
          .collect(Collectors.toUnmodifiableSet());

  private KnownResources() {}

  /**
   * @param namespaces whether resources are split by namespace, so that those which have one bear
   *     other names
   */
  static Set<String> named(boolean namespaces) {
    return namespaces ? CLUSTER_WIDE : ALL;
  }
}
