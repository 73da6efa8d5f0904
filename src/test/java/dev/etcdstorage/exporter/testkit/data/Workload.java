package dev.etcdstorage.exporter.testkit.data;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What makes pods of the exporter.
 *
 * @param owner the DaemonSet, Deployment, StatefulSet or CronJob
 * @param selector none for a CronJob, whose jobs get theirs from Kubernetes
 */
public record Workload(HasMetadata owner, PodTemplateSpec template, Map<String, String> selector) {

  /** Those among the manifests. */
  public static List<Workload> all(List<Manifest> manifests) {
    return manifests.stream().flatMap(manifest -> of(manifest.model()).stream()).toList();
  }

  private static Optional<Workload> of(HasMetadata model) {
    if (model instanceof DaemonSet set) {
      return of(model, set.getSpec().getTemplate(), set.getSpec().getSelector());
    }
    if (model instanceof Deployment set) {
      return of(model, set.getSpec().getTemplate(), set.getSpec().getSelector());
    }
    if (model instanceof StatefulSet set) {
      return of(model, set.getSpec().getTemplate(), set.getSpec().getSelector());
    }
    if (model instanceof CronJob job) {
      PodTemplateSpec template = job.getSpec().getJobTemplate().getSpec().getTemplate();
      return Optional.of(new Workload(model, template, Map.of()));
    }
    return Optional.empty();
  }

  private static Optional<Workload> of(
      HasMetadata owner, PodTemplateSpec template, LabelSelector selector) {
    return Optional.of(new Workload(owner, template, selector.getMatchLabels()));
  }

  public PodSpec pod() {
    return template.getSpec();
  }

  public Map<String, String> labels() {
    return template.getMetadata().getLabels();
  }

  /** Its one container that is ours; a StatefulSet of etcd has etcd's beside it. */
  public Container exporter() {
    List<Container> ours =
        pod().getContainers().stream()
            .filter(container -> container.getImage().contains("etcd-storage-exporter"))
            .toList();
    if (ours.size() != 1) {
      throw new AssertionError(this + " has " + ours.size() + " containers of the exporter");
    }
    return ours.get(0);
  }

  /** Whether a selector picks its pods; one that asks nothing picks none here. */
  public boolean matches(Map<String, String> wanted) {
    return !wanted.isEmpty() && labels().entrySet().containsAll(wanted.entrySet());
  }

  @Override
  public String toString() {
    return owner.getKind() + " " + owner.getMetadata().getName();
  }
}
