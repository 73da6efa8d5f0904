package dev.etcdstorage.exporter.keyspace.prefix;

import java.util.ArrayList;
import java.util.List;

/**
 * What Kubernetes itself keeps in etcd, of all versions that may still be met, by the names that
 * {@link KubernetesPrefix} gives. In the order in which they are admitted where the room is short:
 * what usually fills a store first.
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

  private KnownResources() {}

  /**
   * @param namespaces whether resources are split by namespace, so that those which have one bear
   *     other names
   */
  static List<String> named(boolean namespaces) {
    if (namespaces) {
      return OF_THE_CLUSTER;
    }
    List<String> all = new ArrayList<>(IN_NAMESPACES);
    all.addAll(OF_THE_CLUSTER);
    return all;
  }
}
