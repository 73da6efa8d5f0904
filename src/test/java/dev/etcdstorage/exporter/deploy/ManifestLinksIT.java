package dev.etcdstorage.exporter.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.data.Installation;
import dev.etcdstorage.exporter.testkit.data.Manifest;
import dev.etcdstorage.exporter.testkit.data.Workload;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.openshift.api.model.monitoring.v1.Endpoint;
import io.fabric8.openshift.api.model.monitoring.v1.PodMetricsEndpoint;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What one manifest says of another, which no schema knows: labels, names, ports, files. */
class ManifestLinksIT {
  private static final int PORT = 10027;

  static List<Installation> installations() {
    return Installation.all().stream()
        .filter(installation -> !Workload.all(installation.manifests()).isEmpty())
        .toList();
  }

  /** What is installed beside one another: Services must tell these pods apart. */
  private static List<Workload> workloads() {
    return Stream.of("daemonset", "defrag", "central", "sidecar")
        .flatMap(name -> Workload.all(Installation.of(name).manifests()).stream())
        .toList();
  }

  private static List<Service> services() {
    return Stream.of("daemonset", "central")
        .flatMap(name -> Manifest.all(Installation.of(name).manifests(), Service.class).stream())
        .toList();
  }

  private static List<String> ports(Workload workload) {
    return workload.exporter().getPorts().stream().map(ContainerPort::getName).toList();
  }

  /** Fewer pods than they are told would leave clusters without an exporter. */
  @Test
  void thereAreAsManyPodsAsShardsAndPrometheusFindsEachByItsService() {
    List<Manifest> manifests = Installation.of("central-shards").manifests();
    Workload pods = Workload.all(manifests).get(0);
    StatefulSet set = (StatefulSet) pods.owner();
    Service service = Manifest.all(manifests, Service.class).get(0);

    assertThat(Workload.all(manifests)).hasSize(1);
    assertThat(pods.exporter().getArgs()).contains("--shard=auto/" + set.getSpec().getReplicas());
    assertThat(set.getSpec().getServiceName()).isEqualTo(service.getMetadata().getName());
    assertThat(service.getSpec().getClusterIP()).isEqualTo("None");
    assertThat(pods.matches(service.getSpec().getSelector())).isTrue();
    // The monitor of central finds it by these.
    assertThat(service.getMetadata().getLabels())
        .isEqualTo(
            Manifest.all(Installation.of("central").manifests(), Service.class)
                .get(0)
                .getMetadata()
                .getLabels());
  }

  @ParameterizedTest
  @MethodSource("installations")
  void eachSelectorPicksItsOwnPods(Installation installation) {
    assertThat(Workload.all(installation.manifests()))
        .allSatisfy(
            workload -> {
              if (!workload.owner().getKind().equals("CronJob")) {
                assertThat(workload.matches(workload.selector())).isTrue();
              }
              assertThat(workloads())
                  .filteredOn(other -> other.matches(workload.selector()))
                  .extracting(other -> other.owner().getMetadata().getName())
                  .allMatch(workload.owner().getMetadata().getName()::equals);
            });
  }

  @Test
  void eachServicePicksOneKindOfPodsAndItsPortIsTheirs() {
    assertThat(services())
        .hasSize(2)
        .allSatisfy(
            service -> {
              List<Workload> picked =
                  workloads().stream()
                      .filter(workload -> workload.matches(service.getSpec().getSelector()))
                      .toList();
              assertThat(picked)
                  .singleElement()
                  .satisfies(
                      workload ->
                          assertThat(workload.owner().getMetadata().getNamespace())
                              .isEqualTo(service.getMetadata().getNamespace()));
              assertThat(service.getSpec().getPorts())
                  .singleElement()
                  .satisfies(
                      port -> {
                        assertThat(port.getName()).isEqualTo("metrics");
                        assertThat(port.getPort()).isEqualTo(PORT);
                        assertThat(port.getTargetPort()).isEqualTo(new IntOrString("metrics"));
                        assertThat(ports(picked.get(0))).containsExactly("metrics");
                      });
            });
  }

  @Test
  void eachServiceMonitorFindsItsServiceAndPort() {
    List<ServiceMonitor> monitors =
        Manifest.all(Installation.of("monitoring").manifests(), ServiceMonitor.class);

    Set<String> found = new TreeSet<>();
    for (ServiceMonitor monitor : monitors) {
      List<Service> picked =
          services().stream()
              .filter(
                  service ->
                      monitor
                              .getSpec()
                              .getNamespaceSelector()
                              .getMatchNames()
                              .contains(service.getMetadata().getNamespace())
                          && service
                              .getMetadata()
                              .getLabels()
                              .entrySet()
                              .containsAll(
                                  monitor.getSpec().getSelector().getMatchLabels().entrySet()))
              .toList();
      assertThat(picked).as("%s", monitor.getMetadata().getName()).hasSize(1);
      found.add(picked.get(0).getMetadata().getName());
      assertThat(picked.get(0).getMetadata().getLabels())
          .containsKey(monitor.getSpec().getJobLabel());
      assertThat(picked.get(0).getSpec().getPorts())
          .extracting(ServicePort::getName)
          .containsAll(monitor.getSpec().getEndpoints().stream().map(Endpoint::getPort).toList());
    }
    assertThat(found).hasSize(2);
  }

  @Test
  void behindTlsPrometheusComesByHttpsWithAPassword() {
    assertThat(
            Manifest.all(
                Installation.of("monitoring+components/tls-monitor").manifests(),
                ServiceMonitor.class))
        .filteredOn(monitor -> monitor.getMetadata().getName().equals("etcd-storage-exporter"))
        .singleElement()
        .satisfies(
            monitor -> {
              Endpoint endpoint = monitor.getSpec().getEndpoints().get(0);
              assertThat(endpoint.getScheme()).isEqualTo("https");
              assertThat(endpoint.getTlsConfig().getInsecureSkipVerify()).isNull();
              assertThat(endpoint.getBasicAuth().getPassword().getKey()).isEqualTo("password");
            });
  }

  @Test
  void thePodMonitorFindsTheSidecarAloneByItsContainer() {
    PodMonitor monitor =
        Manifest.all(Installation.of("monitoring").manifests(), PodMonitor.class).get(0);

    assertThat(workloads())
        .filteredOn(workload -> workload.matches(monitor.getSpec().getSelector().getMatchLabels()))
        .singleElement()
        .satisfies(
            workload -> {
              assertThat(workload.owner().getKind()).isEqualTo("StatefulSet");
              assertThat(ports(workload))
                  .containsExactlyElementsOf(
                      monitor.getSpec().getPodMetricsEndpoints().stream()
                          .map(PodMetricsEndpoint::getPort)
                          .toList());
              assertThat(
                      monitor.getSpec().getPodMetricsEndpoints().get(0).getRelabelings().stream()
                          .map(relabeling -> relabeling.getRegex())
                          .toList())
                  .containsExactly(workload.exporter().getName());
            });
  }

  /** kubectl logs and exec take a pod's first container, which must stay etcd. */
  @Test
  void theSidecarStandsBehindEtcd() {
    assertThat(Workload.all(Installation.of("sidecar").manifests()).get(0).pod().getContainers())
        .extracting(Container::getName)
        .containsExactly("etcd", "etcd-storage-exporter");
  }

  @Test
  void theNetworkPolicyIsAboutTheCentralPodsPort() {
    for (String installation : List.of("central", "central-shards", "variants/openshift")) {
      List<Manifest> manifests = Installation.of(installation).manifests();
      NetworkPolicy policy = Manifest.all(manifests, NetworkPolicy.class).get(0);
      Workload central = Workload.all(manifests).get(0);

      assertThat(central.matches(policy.getSpec().getPodSelector().getMatchLabels())).isTrue();
      assertThat(policy.getSpec().getIngress())
          .singleElement()
          .satisfies(
              rule -> {
                assertThat(rule.getFrom()).hasSize(1);
                assertThat(rule.getPorts())
                    .singleElement()
                    .satisfies(port -> assertThat(port.getPort().getStrVal()).isIn(ports(central)));
              });
    }
  }

  @ParameterizedTest
  @MethodSource("installations")
  void everyVolumeButTheEmptyOneIsMountedReadOnlyAndEveryMountHasItsVolume(
      Installation installation) {
    for (Workload workload : Workload.all(installation.manifests())) {
      List<VolumeMount> mounts = workload.exporter().getVolumeMounts();
      Set<String> others =
          workload.pod().getContainers().stream()
              .filter(container -> !container.equals(workload.exporter()))
              .flatMap(container -> container.getVolumeMounts().stream())
              .map(VolumeMount::getName)
              .collect(Collectors.toSet());

      List<String> empty =
          workload.pod().getVolumes().stream()
              .filter(volume -> volume.getEmptyDir() != null)
              .filter(volume -> volume.getEmptyDir().getSizeLimit() != null)
              .map(Volume::getName)
              .toList();
      assertThat(mounts)
          .allMatch(
              mount ->
                  empty.contains(mount.getName())
                      ? mount.getMountPath().equals("/var/lib/etcd-storage-exporter")
                      : Boolean.TRUE.equals(mount.getReadOnly()));
      assertThat(mounts).extracting(VolumeMount::getMountPath).doesNotHaveDuplicates();
      assertThat(mounts)
          .extracting(VolumeMount::getName)
          .doesNotHaveDuplicates()
          .containsExactlyInAnyOrderElementsOf(
              workload.pod().getVolumes().stream()
                  .map(Volume::getName)
                  .filter(name -> !others.contains(name))
                  .toList());
      assertThat(others)
          .doesNotContainAnyElementsOf(mounts.stream().map(VolumeMount::getName).toList());
    }
  }

  /** kustomize writes the hash into a name only where it knows the field. */
  @ParameterizedTest
  @MethodSource("installations")
  void everyConfigMapThatIsMountedIsThere(Installation installation) {
    Set<String> there =
        Manifest.all(installation.manifests(), ConfigMap.class).stream()
            .map(map -> map.getMetadata().getName())
            .collect(Collectors.toSet());

    for (Workload workload : Workload.all(installation.manifests())) {
      assertThat(
              workload.pod().getVolumes().stream()
                  .filter(volume -> volume.getConfigMap() != null)
                  .map(volume -> volume.getConfigMap().getName())
                  .toList())
          .allMatch(there::contains);
    }
  }

  @ParameterizedTest
  @MethodSource("installations")
  void probesAskTheExportersOwnHealthOnItsPort(Installation installation) {
    for (Workload workload : Workload.all(installation.manifests())) {
      Container exporter = workload.exporter();
      if (workload.owner().getKind().equals("CronJob")) {
        assertThat(exporter.getPorts()).isEmpty();
        continue;
      }
      assertThat(exporter.getPorts())
          .singleElement()
          .satisfies(
              port -> {
                assertThat(port.getName()).isEqualTo("metrics");
                assertThat(port.getContainerPort()).isEqualTo(PORT);
              });
      boolean users = installation.name().endsWith("+components/tls");
      assertProbe(exporter.getStartupProbe(), "/-/healthy", users);
      assertProbe(exporter.getLivenessProbe(), "/-/healthy", users);
      assertProbe(exporter.getReadinessProbe(), "/-/ready", users);
    }
  }

  /** Where users are asked for, a probe can only see that somebody listens. */
  private static void assertProbe(Probe probe, String path, boolean users) {
    IntOrString port = users ? probe.getTcpSocket().getPort() : probe.getHttpGet().getPort();
    assertThat(port).isIn(new IntOrString("metrics"), new IntOrString(PORT));
    assertThat(probe.getExec()).isNull();
    if (users) {
      assertThat(probe.getHttpGet()).isNull();
    } else {
      assertThat(probe.getHttpGet().getPath()).isEqualTo(path);
      assertThat(probe.getTcpSocket()).isNull();
    }
  }
}
