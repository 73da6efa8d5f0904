package dev.etcdstorage.exporter.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.model.ContainerConfig;
import dev.etcdstorage.exporter.testkit.data.IssuedCertificate;
import dev.etcdstorage.exporter.testkit.data.KeyForm;
import dev.etcdstorage.exporter.testkit.data.ScrapedPage;
import dev.etcdstorage.exporter.testkit.data.TestCertificates;
import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.EtcdBinary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;

/**
 * What is in the image, and that it runs with the least that a container can have. On 3.5: what is
 * tested is the image.
 */
@ExtendWith(NeedsEngine.class)
class ImageIT {
  private static final EtcdBinary ETCD = EtcdBinaries.newest("3.5");

  /** docs/image.md says what of it is for TLS, and why. */
  private static final long MOST_BYTES = 96_000_000;

  private static final String VERSION = System.getProperty("project.version");

  @TempDir Path folder;

  @Test
  void isSmallLabelledAndNobodysRoot() {
    InspectImageResponse image = inspectImage();
    ContainerConfig config = Objects.requireNonNull(image.getConfig());

    assertThat(image.getSize()).isLessThanOrEqualTo(MOST_BYTES);
    assertThat(config.getUser()).isEqualTo("65532:65532");
    assertThat(config.getLabels())
        .containsEntry("org.opencontainers.image.title", "etcd-storage-exporter")
        .containsEntry("org.opencontainers.image.version", VERSION)
        .containsEntry("org.opencontainers.image.licenses", "Apache-2.0")
        .containsKeys(
            "org.opencontainers.image.description",
            "org.opencontainers.image.revision",
            "org.opencontainers.image.source",
            "org.opencontainers.image.base.name");
    assertThat(healthTest(config)).startsWith("CMD").endsWith("health");
  }

  /** As {@code kubectl exec} calls it: by the PATH, without a shell. */
  @Test
  void isCalledByItsNameBesideItself() throws Exception {
    try (Network network = Network.newNetwork();
        ExporterContainer exporter =
            new ExporterContainer(network, "serve", "--endpoints", "http://nowhere.invalid:2379")) {
      exporter.start();

      ExecResult version = exporter.execInContainer("etcd-storage-exporter", "--version");
      ExecResult check =
          exporter.execInContainer(
              "etcd-storage-exporter", "check", "--endpoints=http://127.0.0.1:1", "--interval=0");

      assertThat(version.getStdout()).startsWith("etcd-storage-exporter " + VERSION + "\n");
      assertThat(version.getExitCode()).isZero();
      assertThat(check.getStdout()).contains("127.0.0.1:1 does not answer");
      assertThat(check.getExitCode()).isEqualTo(2);
    }
  }

  @Test
  void tellsTheVersionOfTheBuild() {
    assertThat(output(Map.of(), "--version")).startsWith("etcd-storage-exporter " + VERSION + "\n");
  }

  @Test
  void hasNoShell() throws Exception {
    try (Network network = Network.newNetwork();
        ExporterContainer exporter =
            new ExporterContainer(network, "serve", "--endpoints", "http://nowhere.invalid:2379")) {
      exporter.start();

      for (String shell : List.of("/bin/sh", "/bin/bash", "/bin/busybox", "/usr/bin/env")) {
        assertThat(exporter.execInContainer(shell).getStdout()).contains("no such file");
      }
    }
  }

  @Test
  void watchesAnEtcdWithTlsAsNobodyWithNothingToWriteTo() throws Exception {
    // Given an etcd that wants a client's certificate, whose files belong to root
    TestCertificates ca = TestCertificates.authority("etcd-ca");
    ca.writeCertificate(folder.resolve("ca.crt"));
    write(ca.server("etcd-0", "localhost"), "server");
    write(ca.client("exporter"), "client");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (Network network = Network.newNetwork();
        EtcdContainer etcd = EtcdContainer.tls(ETCD, network, "etcd-0", folder);
        ExporterContainer exporter =
            new ExporterContainer(
                    network,
                    "serve",
                    "--endpoints=https://etcd-0:2379",
                    "--cacert=/tls/ca.crt",
                    "--cert=/tls/client.crt",
                    "--key=/tls/client.key")
                .sees(folder, "/tls")) {
      etcd.start();

      // When it runs as in the manifests
      exporter.start();

      // Then it sees the member
      ScrapedPage page = exporter.metrics();
      assertThat(page.of("etcd-0", "etcd_storage_up")).as(exporter.getLogs()).isEqualTo(1);
      assertThat(page.of("etcd-0", "etcd_storage_db_size_bytes")).isPositive();
      assertThat(page.value("etcd_storage_exporter_build_info", "version", VERSION)).isEqualTo(1);

      // as the user that the image names, with no capability, on a root that cannot be written to
      Map<String, String> status = processStatus(exporter);
      assertThat(status.get("Uid")).isEqualTo("65532\t65532\t65532\t65532");
      assertThat(status.get("Gid")).isEqualTo("65532\t65532\t65532\t65532");
      assertThat(status.get("CapEff")).isEqualTo("0000000000000000");
      assertThat(status.get("CapBnd")).isEqualTo("0000000000000000");
      assertThat(status.get("NoNewPrivs")).isEqualTo("1");
      assertThat(Engine.inspect(exporter).getHostConfig().getReadonlyRootfs()).isTrue();
      assertThat(exporter.getLogs()).doesNotContain("level=warn", "level=error", "WARNING");

      // and it says of itself that it is well, without curl
      ExecResult health = exporter.execInContainer(healthCheck());
      assertThat(health.getExitCode()).as(health.getStderr()).isZero();

      // and what a command changes in etcd beside it is in its log
      ExecResult recover =
          exporter.execInContainer(
              "etcd-storage-exporter",
              "recover",
              "--yes",
              "--no-snapshot",
              "--audit-log=-",
              "--endpoints=https://etcd-0:2379",
              "--cacert=/tls/ca.crt",
              "--cert=/tls/client.crt",
              "--key=/tls/client.key");
      assertThat(recover.getStdout()).contains("NOTHING TO RECOVER");
      assertThat(recover.getStderr()).isEmpty();
      assertThat(exporter.getLogs()).contains("level=info source=recover msg=\"NOTHING TO RECOVER");
    }
  }

  @Test
  void isUnhealthyWhenItDoesNotAnswer() throws Exception {
    try (Network network = Network.newNetwork();
        ExporterContainer exporter =
            new ExporterContainer(network, "serve", "--endpoints", "http://nowhere.invalid:2379")) {
      exporter.start();
      List<String> elsewhere = new ArrayList<>(List.of(healthCheck()));
      elsewhere.addAll(List.of("--url", "http://127.0.0.1:1/-/healthy"));

      ExecResult health = exporter.execInContainer(elsewhere.toArray(String[]::new));

      assertThat(health.getExitCode()).isEqualTo(1);
      assertThat(health.getStderr())
          .contains("error: http://127.0.0.1:1/-/healthy: Connection refused");
    }
  }

  @Test
  void endsAtOnceWhenItIsToldTo() {
    try (Network network = Network.newNetwork();
        ExporterContainer exporter =
            new ExporterContainer(network, "serve", "--endpoints", "http://nowhere.invalid:2379")) {
      exporter.start();

      Engine.client().stopContainerCmd(exporter.getContainerId()).withTimeout(60).exec();

      assertThat(Engine.inspect(exporter).getState().getExitCodeLong()).isZero();
      assertThat(exporter.getLogs()).contains("msg=stopped");
    }
  }

  @Test
  void startsFromItsArchiveOfClasses() {
    // -Xshare:on ends the JVM where the archive cannot be used.
    String options = "-Xshare:on -Xlog:class+load=info:stdout";

    assertThat(output(Map.of("JAVA_TOOL_OPTIONS", options), "--version"))
        .contains("dev.etcdstorage.exporter.cli.Main source: shared objects file");
  }

  @Test
  void optionsOfTheJvmCanBeOverridden() {
    String options = "-Xmx96m -XX:+PrintFlagsFinal";

    assertThat(output(Map.of("JAVA_TOOL_OPTIONS", options), "--version"))
        .containsPattern("MaxHeapSize += " + (96 << 20) + " ")
        .containsPattern("ReservedCodeCacheSize += " + (24 << 20) + " ");
  }

  /** In the words of the commands, and in names of files. */
  @Test
  void speaksUtf8() {
    try (GenericContainer<?> java = new GenericContainer<>(Images.exporter())) {
      java.withCreateContainerCmdModifier(
              create ->
                  create.withEntrypoint(
                      "/opt/java/bin/java", "-XshowSettings:properties", "-version"))
          .withStartupCheckStrategy(new OneShotStartupCheckStrategy());
      java.start();
      assertThat(java.getLogs()).contains("native.encoding = UTF-8", "sun.jnu.encoding = UTF-8");
    }
  }

  /** The archive of classes is the JDK's to write, and it writes some bytes anew each time. */
  @Test
  void isMadeOfTheSameFilesEachTime() throws Exception {
    Map<String, String> once = sums(Images.exporter());
    Map<String, String> again = sums(Images.exporterAgain());

    assertThat(once).containsKeys("opt/java/lib/modules", "opt/java/lib/exporter.jsa");
    once.remove("opt/java/lib/exporter.jsa");
    again.remove("opt/java/lib/exporter.jsa");
    assertThat(again).isEqualTo(once);
  }

  /** The sum of each file in an image. */
  private static Map<String, String> sums(Future<String> image) throws Exception {
    String container = Engine.client().createContainerCmd(image.get()).exec().getId();
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(
            Engine.client().copyArchiveFromContainerCmd(container, "/opt").exec())) {
      Map<String, String> sums = new TreeMap<>();
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (entry.isFile()) {
          byte[] sum = MessageDigest.getInstance("SHA-256").digest(tar.readAllBytes());
          sums.put(entry.getName(), HexFormat.of().formatHex(sum));
        }
      }
      return sums;
    } finally {
      Engine.client().removeContainerCmd(container).exec();
    }
  }

  private void write(IssuedCertificate issued, String name) throws IOException {
    issued.writeCertificate(folder.resolve(name + ".crt"));
    Path key = issued.writeKey(folder.resolve(name + ".key"), KeyForm.PKCS8);
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
  }

  /** Of its first process, as the kernel tells it. */
  private static Map<String, String> processStatus(ExporterContainer exporter) throws IOException {
    long pid = Objects.requireNonNull(Engine.inspect(exporter).getState().getPidLong());
    Map<String, String> status = new HashMap<>();
    for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
      String[] parts = line.split(":\t", 2);
      status.put(parts[0], parts.length == 2 ? parts[1] : "");
    }
    return status;
  }

  /** The image's own command, after the word that says how to run it. */
  private static String[] healthCheck() {
    List<String> test = healthTest(Objects.requireNonNull(inspectImage().getConfig()));
    return test.subList(1, test.size()).toArray(String[]::new);
  }

  private static List<String> healthTest(ContainerConfig config) {
    return Objects.requireNonNull(Objects.requireNonNull(config.getHealthcheck()).getTest());
  }

  private static InspectImageResponse inspectImage() {
    try {
      return Engine.client().inspectImageCmd(Images.exporter().get()).exec();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } catch (ExecutionException e) {
      throw new AssertionError("The image cannot be built", e);
    }
  }

  /** What one run of it says, from its first line to its end. */
  private static String output(Map<String, String> environment, String command) {
    try (GenericContainer<?> once = new GenericContainer<>(Images.exporter())) {
      once.withEnv(environment)
          .withCommand(command)
          .withStartupCheckStrategy(new OneShotStartupCheckStrategy());
      once.start();
      return once.getLogs();
    }
  }
}
