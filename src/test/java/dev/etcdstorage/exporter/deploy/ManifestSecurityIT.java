package dev.etcdstorage.exporter.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.data.Installation;
import dev.etcdstorage.exporter.testkit.data.Manifest;
import dev.etcdstorage.exporter.testkit.data.Workload;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.Volume;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the pods may do, what they are called, and what they may use. */
class ManifestSecurityIT {
  private static final String NAME = "etcd-storage-exporter";
  private static final Set<String> NODE_FILES = Set.of("hostNetwork", "hostPath");
  private static final Set<String> ROOTS_FILES = Set.of("hostNetwork", "hostPath", "root");

  /** What each installation cannot have of the Pod Security Standard "restricted", and no more. */
  private static final Map<String, Set<String>> NOT_RESTRICTED =
      Map.of(
          "daemonset", ROOTS_FILES,
          "daemonset+components/tls", ROOTS_FILES,
          "daemonset+components/nonroot", NODE_FILES,
          "defrag", ROOTS_FILES,
          "defrag+components/nonroot", NODE_FILES,
          "variants/k3s", ROOTS_FILES,
          "variants/rke2", ROOTS_FILES,
          "variants/talos", NODE_FILES);

  static List<Installation> installations() {
    return Installation.all();
  }

  @ParameterizedTest
  @MethodSource("installations")
  void podsAreRestrictedButForWhatTheNodesFilesNeed(Installation installation) {
    Set<String> expected = NOT_RESTRICTED.getOrDefault(installation.name(), Set.of());

    for (Workload workload : Workload.all(installation.manifests())) {
      assertThat(unrestricted(workload)).isEqualTo(expected);
    }
  }

  /** The Pod Security Standard, by the names that {@link #NOT_RESTRICTED} uses. */
  private static Set<String> unrestricted(Workload workload) {
    PodSpec pod = workload.pod();
    PodSecurityContext forPod = pod.getSecurityContext();
    SecurityContext forContainer = workload.exporter().getSecurityContext();
    Set<String> found = new TreeSet<>();
    if (Boolean.TRUE.equals(pod.getHostNetwork())) {
      found.add("hostNetwork");
    }
    if (pod.getVolumes().stream().anyMatch(volume -> volume.getHostPath() != null)) {
      found.add("hostPath");
    }
    boolean nonRoot =
        Boolean.TRUE.equals(forContainer.getRunAsNonRoot())
            || Boolean.TRUE.equals(forPod.getRunAsNonRoot());
    boolean zero =
        Objects.equals(forContainer.getRunAsUser(), 0L)
            || Objects.equals(forPod.getRunAsUser(), 0L);
    if (!nonRoot || zero) {
      found.add("root");
    }
    if (pod.getHostPID() != null || pod.getHostIPC() != null) {
      found.add("host namespaces");
    }
    if (forContainer.getPrivileged() != null
        || !Boolean.FALSE.equals(forContainer.getAllowPrivilegeEscalation())) {
      found.add("privileges");
    }
    if (!forContainer.getCapabilities().getDrop().equals(List.of("ALL"))
        || !forContainer.getCapabilities().getAdd().isEmpty()) {
      found.add("capabilities");
    }
    if (!seccomp(workload).equals("RuntimeDefault")) {
      found.add("seccomp");
    }
    if (!Boolean.TRUE.equals(forContainer.getReadOnlyRootFilesystem())) {
      found.add("root file system"); // beyond the standard
    }
    return found;
  }

  private static String seccomp(Workload workload) {
    var own = workload.exporter().getSecurityContext().getSeccompProfile();
    var pods = workload.pod().getSecurityContext().getSeccompProfile();
    return own != null ? own.getType() : pods != null ? pods.getType() : "";
  }

  /** The folder that the three files are in has the authority's key too. */
  @ParameterizedTest
  @MethodSource("installations")
  void ofTheNodeTheySeeJustThreeFiles(Installation installation) {
    for (Workload workload : Workload.all(installation.manifests())) {
      List<Volume> ofNode =
          workload.pod().getVolumes().stream()
              .filter(volume -> volume.getHostPath() != null)
              .toList();
      if (ofNode.isEmpty()) {
        continue;
      }
      assertThat(ofNode)
          .hasSize(3)
          .allMatch(volume -> volume.getHostPath().getType().equals("File"));
      assertThat(ofNode)
          .extracting(volume -> Path.of(volume.getHostPath().getPath()).getFileName().toString())
          .filteredOn(name -> name.endsWith(".key"))
          .singleElement()
          .isIn("healthcheck-client.key", "client.key", "admin.key");
    }
  }

  @ParameterizedTest
  @MethodSource("installations")
  void noPodHasATokenAndEachOfOursItsOwnAccount(Installation installation) {
    List<ServiceAccount> accounts = Manifest.all(installation.manifests(), ServiceAccount.class);

    assertThat(accounts).allMatch(account -> !account.getAutomountServiceAccountToken());
    for (Workload workload : Workload.all(installation.manifests())) {
      assertThat(workload.pod().getAutomountServiceAccountToken()).isFalse();
      if (!installation.name().equals("sidecar")) { // etcd's own
        assertThat(accounts)
            .extracting(account -> account.getMetadata().getName())
            .containsExactly(workload.pod().getServiceAccountName());
      }
    }
    assertThat(installation.manifests())
        .extracting(Manifest::kind)
        .doesNotContain("Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding", "Secret");
  }

  @Test
  void theCentralNamespaceTakesRestrictedPodsOnly() {
    assertThat(Manifest.all(Installation.of("central").manifests(), Namespace.class))
        .singleElement()
        .satisfies(
            namespace ->
                assertThat(namespace.getMetadata().getLabels())
                    .containsEntry("pod-security.kubernetes.io/enforce", "restricted"));
  }

  @ParameterizedTest
  @MethodSource("installations")
  void everythingOfOursHasTheUsualLabels(Installation installation) {
    String version = System.getProperty("project.version");

    for (Manifest manifest : installation.manifests()) {
      HasMetadata model = manifest.model();
      if (installation.name().equals("sidecar")) {
        continue;
      }
      assertThat(model.getMetadata().getLabels())
          .as("%s", manifest)
          .containsEntry("app.kubernetes.io/name", NAME)
          .containsEntry("app.kubernetes.io/part-of", NAME);
      assertThat(model.getMetadata().getLabels().containsKey("app.kubernetes.io/component"))
          .isNotEqualTo(manifest.kind().equals("Namespace"));
    }
    for (Workload workload : Workload.all(installation.manifests())) {
      assertThat(workload.exporter().getImage())
          .isEqualTo("registry.example/" + NAME + ":" + version);
      if (!installation.name().equals("sidecar")) {
        assertThat(workload.labels())
            .containsAllEntriesOf(workload.owner().getMetadata().getLabels())
            .containsEntry("app.kubernetes.io/version", version);
      }
    }
  }

  /**
   * docs/benchmarks.md: 97 MiB at the most, with a scan of a million keys; the launcher's limits on
   * heap, direct memory and code come to 104 MiB, and the rest of a JVM to some 60.
   */
  @ParameterizedTest
  @MethodSource("installations")
  void memoryIsEnoughForWhatWasMeasured(Installation installation) {
    for (Workload workload : Workload.all(installation.manifests())) {
      Container exporter = workload.exporter();
      Map<String, Quantity> requests = exporter.getResources().getRequests();
      Map<String, Quantity> limits = exporter.getResources().getLimits();

      assertThat(requests.keySet())
          .isEqualTo(limits.keySet())
          .containsExactlyInAnyOrder("cpu", "memory");
      assertThat(mebibytes(requests)).isGreaterThanOrEqualTo(96);
      assertThat(mebibytes(limits)).isGreaterThanOrEqualTo(heap(exporter) + 160);
      assertThat(bytes(requests, "cpu")).isLessThan(bytes(limits, "cpu"));
    }
  }

  private static long heap(Container exporter) {
    return exporter.getCommand().stream()
        .filter(word -> word.startsWith("-Xmx"))
        .mapToLong(word -> Long.parseLong(word.replaceFirst("^-Xmx([0-9]+)m$", "$1")))
        .findFirst()
        .orElse(32);
  }

  /**
   * A command beside {@code serve} would inherit the variables' heap, and each of the JVMs would
   * say on standard error that it has found them.
   */
  @ParameterizedTest
  @MethodSource("installations")
  void optionsOfTheJvmAreInNoVariable(Installation installation) {
    for (Workload workload : Workload.all(installation.manifests())) {
      assertThat(workload.exporter().getEnv())
          .extracting(variable -> variable.getName())
          .doesNotContain("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");
    }
  }

  /** Whoever calls Java in the image calls it with what the image's entry point has. */
  @ParameterizedTest
  @MethodSource("installations")
  void javaIsCalledAsTheEntryPointCallsIt(Installation installation) throws IOException {
    String dockerfile = Files.readString(Path.of("Dockerfile"));
    for (Workload workload : Workload.all(installation.manifests())) {
      List<String> command = workload.exporter().getCommand();
      if (!command.isEmpty()) {
        assertThat(dockerfile)
            .contains(
                "ENTRYPOINT [\"%s\", \"%s\"]"
                    .formatted(command.get(0), command.get(command.size() - 1)));
        assertThat(command.subList(1, command.size() - 1)).allMatch(word -> word.startsWith("-X"));
      }
    }
  }

  private static long mebibytes(Map<String, Quantity> quantities) {
    return bytes(quantities, "memory").longValueExact() >> 20;
  }

  private static BigDecimal bytes(Map<String, Quantity> quantities, String resource) {
    return Objects.requireNonNull(quantities.get(resource)).getNumericalAmount();
  }

  /** A name that is used twice in one namespace would be one object. */
  @Test
  void whatIsInstalledTogetherHasNamesOfItsOwn() {
    List<String> names =
        List.of("daemonset", "defrag", "central", "monitoring", "grafana").stream()
            .flatMap(name -> Installation.of(name).manifests().stream())
            .map(manifest -> manifest.model().getMetadata().getNamespace() + " " + manifest)
            .collect(Collectors.toList());

    assertThat(names).doesNotHaveDuplicates();
  }
}
