package dev.etcdstorage.exporter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.ExporterConfig;
import dev.etcdstorage.exporter.testkit.data.Installation;
import dev.etcdstorage.exporter.testkit.data.IssuedCertificate;
import dev.etcdstorage.exporter.testkit.data.KeyForm;
import dev.etcdstorage.exporter.testkit.data.Manifest;
import dev.etcdstorage.exporter.testkit.data.TestCertificates;
import dev.etcdstorage.exporter.testkit.data.Workload;
import dev.etcdstorage.exporter.text.OwnCommand;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** The manifests' args and files, read by the program that they are for. */
class ManifestArgsIT {
  private static final String FILES = "/etc/etcd-storage-exporter";
  private static final Pattern FILE = Pattern.compile("(?:=|: )(/[^\\s,}]+)");
  private static final Pattern ENDPOINT = Pattern.compile("https://[0-9.]+:2379");
  private static final Pattern LISTEN =
      Pattern.compile("(\\[[0-9a-f.:]+\\]|127\\.0\\.0\\.1|):10027");
  private static final String USERS =
      """
      tls_server_config: {cert_file: tls.crt, key_file: tls.key}
      basic_auth_users:
        prometheus: $2y$10$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi
      """;

  /** A file of its own in the folder that is made of the user's Secret; nobody listens there. */
  private static final String CLUSTER = "{name: prod-eu, endpoints: [http://127.0.0.1:1]}\n";

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);

  @TempDir private Path folder;
  private TestCertificates authority;
  private IssuedCertificate issued;

  /** A pod's exporter, and the ConfigMaps beside it. */
  record Case(Installation installation, Workload workload) {
    Container exporter() {
      return workload.exporter();
    }

    String command() {
      return exporter().getArgs().get(0);
    }

    @Override
    public String toString() {
      return installation + " " + workload;
    }
  }

  static List<Case> cases() {
    return Installation.all().stream()
        .flatMap(
            installation ->
                Workload.all(installation.manifests()).stream()
                    .map(workload -> new Case(installation, workload)))
        .toList();
  }

  static Stream<Case> daemons() {
    return cases().stream().filter(one -> one.command().equals("serve"));
  }

  @SuppressWarnings("NullAway.Init") // JUnit calls makeCertificates first
  ManifestArgsIT() {}

  @BeforeEach
  void makeCertificates() {
    authority = TestCertificates.authority("etcd-ca");
    issued = authority.server("127.0.0.1");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theCommandLineKnowsEveryFlag(Case one) {
    CommandLine line = Main.commandLine(env(one, "10.0.0.7"), out, out);
    assertThat(one.command()).isIn("serve", "defrag");
    var parsed = line.parseArgs(args(one, "10.0.0.7").toArray(String[]::new));

    assertThat(parsed.subcommand().commandSpec().name()).isEqualTo(one.command());
  }

  /** A command that is called beside {@code serve} finds what it needs without a flag. */
  @ParameterizedTest
  @MethodSource("daemons")
  void aCommandBesideServeReachesTheSameClusters(Case one) throws IOException {
    layOut(one);
    Map<String, String> env = here(env(one, "10.0.0.7"));

    ExporterConfig serve = config(hereAll(args(one, "10.0.0.7")), env);
    ParsedCommand check = ParsedCommand.of(env, "check", List.of());

    assertThat(((CheckCommand) check.spec().userObject()).config().clusters())
        .isEqualTo(serve.clusters());
    assertThat(env.get("ETCD_STORAGE_EXPORTER_COMMAND"))
        .isEqualTo(
            "kubectl -n the-namespace exec the-pod -c "
                + one.exporter().getName()
                + " -- etcd-storage-exporter");
  }

  /** {@code --config.check} opens every file, so each must lie where a volume is mounted. */
  @ParameterizedTest
  @MethodSource("daemons")
  void theConfigurationIsFineOnIpv4AndIpv6(Case one) throws IOException {
    for (String host : List.of("10.0.0.7", "fd00::7")) {
      said.reset();
      layOut(one);
      List<String> args = new ArrayList<>(hereAll(args(one, host)));
      args.add("--config.check");

      int exit = Main.run(args.toArray(String[]::new), here(env(one, host)), out, out);

      assertThat(said.toString(StandardCharsets.UTF_8))
          .isEqualTo("configuration is fine" + System.lineSeparator());
      assertThat(exit).isZero();
    }
  }

  /** The page shows keys: beside the pod itself only the node, or a network policy's namespaces. */
  @ParameterizedTest
  @MethodSource("daemons")
  void nobodyListensOnEveryAddressOfANode(Case one) throws IOException {
    layOut(one);
    ExporterConfig config = config(hereAll(args(one, "10.0.0.7")), here(env(one, "10.0.0.7")));

    boolean central = one.workload().owner().getMetadata().getName().endsWith("-central");
    assertThat(config.web().listenAddresses())
        .isNotEmpty()
        .allMatch(address -> address.port() == 10027)
        .allMatch(address -> address.host().isEmpty() == central)
        .extracting(address -> address.host())
        .contains(central ? "" : "10.0.0.7");
    assertThat(central && Boolean.TRUE.equals(one.workload().pod().getHostNetwork())).isFalse();
  }

  @ParameterizedTest
  @MethodSource("daemons")
  void probesAreGreenWhileEtcdIsDown(Case one) throws Exception {
    // Given
    AtomicInteger closed = new AtomicInteger();
    layOut(one);
    List<String> args = new ArrayList<>();
    for (String arg : hereAll(args(one, "10.0.0.7"))) {
      args.add(nobodyAt(arg, closed));
    }
    Map<String, String> env = here(env(one, "10.0.0.7"));
    env.computeIfPresent("ETCDCTL_ENDPOINTS", (name, value) -> nobodyAt(value, closed));
    for (Path file : yamlFiles()) {
      Files.writeString(file, nobodyAt(Files.readString(file), closed));
    }
    ExporterConfig config = config(args, env);
    assertThat(config.clusters()).allMatch(cluster -> !cluster.endpoints().isEmpty());

    // When
    try (Daemon daemon =
        Daemon.start(
            config, () -> config, "test", cluster -> new OwnCommand(OwnCommand.NAME, ""))) {
      InetSocketAddress address = daemon.addresses().get(0);

      // Then
      Container exporter = one.exporter();
      for (Probe probe :
          List.of(
              exporter.getStartupProbe(),
              exporter.getLivenessProbe(),
              exporter.getReadinessProbe())) {
        assertThat(green(probe, address)).isTrue();
      }
    }
  }

  private static boolean green(Probe probe, InetSocketAddress address) throws Exception {
    if (probe.getHttpGet() == null) {
      try (Socket socket = new Socket()) {
        socket.connect(address, 5_000);
        return true;
      }
    }
    URI uri = URI.create("http://127.0.0.1:" + address.getPort() + probe.getHttpGet().getPath());
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode() == 200;
  }

  /** Ports of loopback that nobody serves, and for the page those that the system chooses. */
  private static String nobodyAt(String text, AtomicInteger closed) {
    String moved =
        ENDPOINT
            .matcher(text)
            .replaceAll(endpoint -> "https://127.0.0.1:" + closed.incrementAndGet());
    return LISTEN
        .matcher(moved)
        .replaceAll(at -> (at.group(1).equals("127.0.0.1") ? "localhost" : "127.0.0.1") + ":0");
  }

  private static ExporterConfig config(List<String> args, Map<String, String> env) {
    return ParsedCommand.of(env, "serve", args.subList(1, args.size())).config();
  }

  /** The container's variables: Kubernetes puts those that stand before one into it. */
  private static Map<String, String> env(Case one, String host) {
    Map<String, String> env = new LinkedHashMap<>();
    if (one.workload().owner().getKind().equals("StatefulSet")) {
      env.put("HOSTNAME", "the-pod-0");
    }
    for (EnvVar variable : one.exporter().getEnv()) {
      String value =
          variable.getValueFrom() == null
              ? filled(variable.getValue(), env)
              : switch (variable.getValueFrom().getFieldRef().getFieldPath()) {
                case "status.hostIP", "status.podIP" -> host;
                case "metadata.name" -> "the-pod";
                case "metadata.namespace" -> "the-namespace";
                default -> throw new AssertionError("what is " + variable + "?");
              };
      assertThat(value).doesNotContain("$(");
      env.put(variable.getName(), value);
    }
    return env;
  }

  private static String filled(String text, Map<String, String> env) {
    String filled = text;
    for (Map.Entry<String, String> variable : env.entrySet()) {
      filled = filled.replace("$(" + variable.getKey() + ")", variable.getValue());
    }
    return filled;
  }

  /** Kubernetes puts variables of the pod into args. */
  private static List<String> args(Case one, String host) {
    List<String> args = new ArrayList<>();
    for (String arg : one.exporter().getArgs()) {
      String filled = filled(arg, env(one, host));
      assertThat(filled).doesNotContain("$(");
      args.add(filled);
    }
    return args;
  }

  /** Lays out what is mounted in a folder of this machine. */
  private void layOut(Case one) throws IOException {
    for (VolumeMount mount : one.exporter().getVolumeMounts()) {
      mount(one, mount);
    }
    args(one, "10.0.0.7").forEach(arg -> assertFilesAreMounted(one, "=" + arg));
    env(one, "10.0.0.7").values().forEach(value -> assertFilesAreMounted(one, "=" + value));
  }

  private List<String> hereAll(List<String> args) {
    return args.stream().map(this::here).toList();
  }

  private Map<String, String> here(Map<String, String> env) {
    Map<String, String> moved = new LinkedHashMap<>(env);
    moved.replaceAll((name, value) -> here(value));
    return moved;
  }

  private String here(String text) {
    return text.replace(FILES, folder + FILES);
  }

  private void mount(Case one, VolumeMount mount) throws IOException {
    Path at = Path.of(folder + mount.getMountPath());
    var volume =
        one.workload().pod().getVolumes().stream()
            .filter(candidate -> candidate.getName().equals(mount.getName()))
            .findFirst()
            .orElseThrow();
    if (volume.getEmptyDir() != null) {
      return; // serve writes nothing there
    }
    if (volume.getHostPath() != null) {
      Files.createDirectories(at.getParent());
      write(at);
    } else if (volume.getConfigMap() != null) {
      Files.createDirectories(at);
      for (ConfigMap map : Manifest.all(one.installation().manifests(), ConfigMap.class)) {
        if (map.getMetadata().getName().equals(volume.getConfigMap().getName())) {
          for (Map.Entry<String, String> file : map.getData().entrySet()) {
            assertFilesAreMounted(one, file.getValue());
            Files.writeString(at.resolve(file.getKey()), here(file.getValue()));
          }
        }
      }
    } else if (volume.getProjected() != null) {
      Files.createDirectories(at);
      Files.writeString(at.resolve("prod-eu.yaml"), CLUSTER);
    } else {
      assertThat(volume.getSecret().getItems()).isEmpty();
      Files.createDirectories(at);
      write(at.resolve("tls.crt"));
      write(at.resolve("tls.key"));
      if (volume.getSecret().getSecretName().equals("etcd-storage-exporter-web")) {
        Files.writeString(at.resolve("web.yaml"), USERS);
      } else {
        write(at.resolve("ca.crt"));
      }
    }
  }

  private void write(Path file) {
    String name = file.getFileName().toString();
    var unused =
        switch (name) {
          case "ca.crt" -> authority.writeCertificate(file);
          case "client.crt", "tls.crt" -> issued.writeCertificate(file);
          case "client.key", "tls.key" -> issued.writeKey(file, KeyForm.PKCS8);
          default -> throw new AssertionError("what is " + file + "?");
        };
  }

  private static void assertFilesAreMounted(Case one, String text) {
    Matcher file = FILE.matcher(text);
    while (file.find()) {
      assertThat(one.exporter().getVolumeMounts())
          .as("the mount of %s", file.group(1))
          .anyMatch(
              mount ->
                  file.group(1).equals(mount.getMountPath())
                      || file.group(1).startsWith(mount.getMountPath() + "/"));
    }
  }

  private List<Path> yamlFiles() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith("exporter.yaml")).toList();
    }
  }
}
