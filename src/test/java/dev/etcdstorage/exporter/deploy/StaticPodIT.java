package dev.etcdstorage.exporter.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.data.Installation;
import dev.etcdstorage.exporter.testkit.data.Manifest;
import dev.etcdstorage.exporter.testkit.data.Workload;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SecurityContext;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The static pod for the night, which no kustomization renders. That it recovers is {@code
 * kubernetes.NightIT}'s affair.
 */
class StaticPodIT {
  private final PodSpec pod =
      ((Pod)
              new Manifest(
                      Installation.documents(Installation.ROOT.resolve("night/recover.yaml"))
                          .get(0))
                  .model())
          .getSpec();
  private final Container container = pod.getContainers().get(0);

  @Test
  void isADryRunAsShippedAndRunsOnce() {
    assertThat(container.getCommand()).containsExactly("etcd-storage-exporter");
    assertThat(container.getArgs()).startsWith("recover", "--dry-run").doesNotContain("--yes");
    assertThat(pod.getRestartPolicy()).isEqualTo("Never");
  }

  @Test
  void needsNothingOfTheApi() {
    assertThat(pod.getServiceAccountName()).isNull();
    assertThat(pod.getAutomountServiceAccountToken()).isFalse();
    assertThat(pod.getPriority()).isEqualTo(2_000_001_000);
    assertThat(container.getImagePullPolicy()).isEqualTo("IfNotPresent");
    assertThat(pod.getVolumes()).allMatch(volume -> volume.getHostPath() != null);
  }

  @Test
  void mayDoNoMoreThanTheDaemonSet() {
    Container daemonSet = Workload.all(Installation.of("daemonset").manifests()).get(0).exporter();
    SecurityContext rights = container.getSecurityContext();

    assertThat(rights).isEqualTo(daemonSet.getSecurityContext());
    assertThat(container.getImage()).isEqualTo(daemonSet.getImage());
    assertThat(container.getEnv()).isSubsetOf(daemonSet.getEnv());
    assertThat(container.getVolumeMounts())
        .filteredOn(mount -> !Boolean.TRUE.equals(mount.getReadOnly()))
        .extracting(mount -> mount.getMountPath())
        .isEqualTo(List.of("/var/lib/etcd-storage-exporter"));
  }
}
