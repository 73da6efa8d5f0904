package dev.etcdstorage.exporter.image;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import dev.etcdstorage.exporter.testkit.data.Workload;
import dev.etcdstorage.exporter.testkit.util.Http;
import dev.etcdstorage.exporter.testkit.util.Poll;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.testcontainers.containers.GenericContainer;

/**
 * The image as a manifest runs it on a node: with the args, variables, files of the node, user,
 * rights and limits that stand there. The runtime's seccomp profile is the engine's by itself.
 */
final class PodContainer extends GenericContainer<PodContainer> {
  private final KubeadmNode node;
  private final PodSpec pod;
  private final Container container;

  PodContainer(KubeadmNode node, Workload workload) {
    super(Images.exporter());
    this.node = node;
    this.pod = workload.pod();
    this.container = workload.exporter();
  }

  @Override
  protected void configure() {
    // Of the node's network there is no other network to be in, and no port of its own.
    if (!Boolean.TRUE.equals(pod.getHostNetwork())) {
      throw new AssertionError("Only pods in the node's network can be run");
    }
    withNetworkMode(node.network());
    Map<String, String> variables = new LinkedHashMap<>();
    container
        .getEnv()
        .forEach(variable -> variables.put(variable.getName(), filled(value(variable), variables)));
    withEnv(variables);
    withCommand(
        container.getArgs().stream().map(arg -> filled(arg, variables)).toArray(String[]::new));
    withCreateContainerCmdModifier(this::asTheManifestSays);
  }

  private String value(EnvVar variable) {
    if (variable.getValueFrom() == null) {
      return variable.getValue();
    }
    String field = variable.getValueFrom().getFieldRef().getFieldPath();
    return switch (field) {
      case "status.hostIP" -> node.address();
      case "metadata.name" -> "the-pod";
      case "metadata.namespace" -> "the-namespace";
      default -> throw new AssertionError("What is " + field + "?");
    };
  }

  private static String filled(String arg, Map<String, String> variables) {
    String filled = arg;
    for (Map.Entry<String, String> variable : variables.entrySet()) {
      filled = filled.replace("$(" + variable.getKey() + ")", variable.getValue());
    }
    return filled;
  }

  private void asTheManifestSays(CreateContainerCmd command) {
    SecurityContext rights = container.getSecurityContext();
    Map<String, Quantity> limits = container.getResources().getLimits();
    if (rights.getRunAsUser() != null || rights.getRunAsGroup() != null) {
      throw new AssertionError("The user is looked for at the pod: " + rights);
    }
    command.withUser(
        pod.getSecurityContext().getRunAsUser() + ":" + pod.getSecurityContext().getRunAsGroup());
    HostConfig host = Objects.requireNonNull(command.getHostConfig());
    host.withReadonlyRootfs(rights.getReadOnlyRootFilesystem())
        .withCapDrop(
            rights.getCapabilities().getDrop().stream()
                .map(Capability::valueOf)
                .toArray(Capability[]::new))
        .withMemory(bytes(limits, "memory"))
        .withMemorySwap(bytes(limits, "memory"))
        .withNanoCPUs(1_000_000_000 * bytes(limits, "cpu"))
        .withBinds(
            container.getVolumeMounts().stream()
                .filter(mount -> volume(mount).getHostPath() != null)
                .map(this::bind)
                .toList())
        .withTmpFs(
            container.getVolumeMounts().stream()
                .filter(mount -> volume(mount).getEmptyDir() != null)
                .collect(
                    Collectors.toMap(
                        VolumeMount::getMountPath, mount -> "mode=0777,size=" + room(mount))));
    if (Boolean.FALSE.equals(rights.getAllowPrivilegeEscalation())) {
      host.withSecurityOpts(List.of("no-new-privileges"));
    }
  }

  private static long bytes(Map<String, Quantity> limits, String name) {
    return Quantity.getAmountInBytes(Objects.requireNonNull(limits.get(name))).longValueExact();
  }

  private io.fabric8.kubernetes.api.model.Volume volume(VolumeMount mount) {
    return pod.getVolumes().stream()
        .filter(volume -> volume.getName().equals(mount.getName()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("No volume " + mount.getName()));
  }

  private long room(VolumeMount mount) {
    Quantity limit = volume(mount).getEmptyDir().getSizeLimit();
    return Quantity.getAmountInBytes(limit).longValueExact();
  }

  private Bind bind(VolumeMount mount) {
    String path = volume(mount).getHostPath().getPath();
    Path file = node.file(path);
    // The engine would make a folder of what is not there.
    if (!Files.isRegularFile(file)) {
      throw new AssertionError("The node has no file " + path);
    }
    return new Bind(
        file.toAbsolutePath().toString(),
        new Volume(mount.getMountPath()),
        Boolean.TRUE.equals(mount.getReadOnly()) ? AccessMode.ro : AccessMode.rw);
  }

  /** Asks as the kubelet does, for as long as it would. */
  void awaitGreen(Probe probe) {
    int period = Objects.requireNonNullElse(probe.getPeriodSeconds(), 10);
    int times = Objects.requireNonNullElse(probe.getFailureThreshold(), 3);
    String url = node.url(port(probe)) + probe.getHttpGet().getPath();
    Poll.until(
        () -> url + " is green; it said:\n" + getLogs(),
        Duration.ofSeconds((long) period * times),
        () -> Http.get(url).status() == 200);
  }

  private int port(Probe probe) {
    String name = probe.getHttpGet().getPort().getStrVal();
    return container.getPorts().stream()
        .filter(port -> port.getName().equals(name))
        .mapToInt(ContainerPort::getContainerPort)
        .findFirst()
        .orElseThrow();
  }

  /** All of the manifest's. */
  void awaitGreen() {
    awaitGreen(container.getStartupProbe());
    awaitGreen(container.getReadinessProbe());
    awaitGreen(container.getLivenessProbe());
  }
}
