package dev.etcdstorage.exporter.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.data.EtcdTls;
import dev.etcdstorage.exporter.testkit.data.IssuedCertificate;
import dev.etcdstorage.exporter.testkit.data.KeyForm;
import dev.etcdstorage.exporter.testkit.data.ScrapedPage;
import dev.etcdstorage.exporter.testkit.data.TestCertificates;
import dev.etcdstorage.exporter.testkit.data.TestCertificates.Algorithm;
import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.EtcdBinary;
import dev.etcdstorage.exporter.testkit.real.EtcdLaunch;
import dev.etcdstorage.exporter.testkit.real.RealCluster;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import dev.etcdstorage.exporter.testkit.real.RunningExporter;
import dev.etcdstorage.exporter.testkit.util.Poll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An etcd that wants client certificates, with files as kubeadm and Kubernetes write them. On every
 * line, since each has the TLS of the Go that it was built with.
 */
@ParameterizedClass
@MethodSource("lines")
@NullUnmarked // JUnit fills the static fields
class TlsIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  @TempDir static Path folder;
  private static TestCertificates ca;
  private static Path caFile;
  private static RealEtcd etcd;

  @Parameter EtcdBinary binary;

  static List<EtcdBinary> lines() {
    return EtcdBinaries.lines();
  }

  @BeforeParameterizedClassInvocation
  static void startEtcd(EtcdBinary binary) {
    ca = TestCertificates.authority("etcd-ca");
    caFile = ca.writeCertificate(folder.resolve("ca.crt"));
    etcd = start(binary, server(ca, folder, "127.0.0.1", "localhost"));
  }

  @AfterParameterizedClassInvocation
  static void stopEtcd() {
    etcd.close();
  }

  @ParameterizedTest
  @CsvSource({"RSA, PKCS1", "RSA, PKCS8", "EC, SEC1", "EC, SEC1_WITH_PARAMETERS", "EC, PKCS8"})
  void everyFormOfClientKeyOpensStatusAndMetricsPage(Algorithm algorithm, KeyForm form) {
    IssuedCertificate client = ca.server(algorithm);
    Path cert = client.writeCertificate(folder.resolve(algorithm + "-" + form + ".crt"));
    Path key = client.writeKey(folder.resolve(algorithm + "-" + form + ".key"), form);

    try (RunningExporter exporter = watch(etcd, "--cacert", caFile, "--cert", cert, "--key", key)) {
      ScrapedPage page = exporter.metrics();

      assertThat(page.of("etcd-0", "etcd_storage_up")).as(exporter.log()).isEqualTo(1);
      assertThat(page.of("etcd-0", "etcd_storage_compacted_revision")).isZero();
      assertThat(page.all("etcd_storage_quota_info", "source", quotaSource())).hasSize(1);
      assertThat(exporter.wronglyLogged("level=warn")).isEmpty();
    }
  }

  /** As cert-manager makes them. Each version of etcd is built with another TLS of Go. */
  @ParameterizedTest
  @ValueSource(strings = {"3.4", "3.5", "3.6", "3.7"})
  void authorityServerAndClientMayAllBeEd25519(String line, @TempDir Path own) {
    TestCertificates ed25519 = TestCertificates.authority(Algorithm.ED25519, "ed25519-ca");
    EtcdTls tls = ed25519.etcdTls(own, ed25519.server(Algorithm.ED25519, "127.0.0.1"));
    IssuedCertificate client = ed25519.client(Algorithm.ED25519, "exporter");
    Path cert = client.writeCertificate(own.resolve("client.crt"));
    Path key = client.writeKey(own.resolve("client.key"), KeyForm.PKCS8);

    try (RealEtcd member = RealEtcd.start(EtcdLaunch.of(EtcdBinaries.newest(line)).tls(tls));
        RunningExporter exporter =
            watch(member, "--cacert", tls.trustedCa(), "--cert", cert, "--key", key)) {
      assertThat(exporter.metrics().of("etcd-0", "etcd_storage_up"))
          .as(exporter.log())
          .isEqualTo(1);
      assertThat(exporter.wronglyLogged("level=warn")).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"ENCRYPTED_PKCS1", "ENCRYPTED_PKCS8"})
  void encryptedKeyIsRefusedInOneLine(KeyForm form) {
    IssuedCertificate client = ca.server(Algorithm.RSA);
    Path cert = client.writeCertificate(folder.resolve(form + ".crt"));
    Path key = client.writeKey(folder.resolve(form + ".key"), form);

    RunningExporter.Refusal refusal =
        RunningExporter.refused(
            "--endpoints=" + etcd.clientUrl(),
            "--cacert=" + caFile,
            "--cert=" + cert,
            "--key=" + key);

    assertThat(refusal.exitCode()).isEqualTo(1);
    assertThat(refusal.output().lines())
        .singleElement()
        .asString()
        .contains(key.toString(), "the private key is encrypted");
  }

  @Test
  void everyHandshakeThatFailsIsToldApartFromTheRest() throws IOException {
    Path otherCa =
        TestCertificates.authority("other").writeCertificate(folder.resolve("other.crt"));
    Files.writeString(
        folder.resolve("faults.yaml"),
        """
        web: {listenAddresses: ["127.0.0.1:0"]}
        scrape: {timeout: 60s} # a busy machine is slow at five first handshakes
        clusters:
        """
            + cluster("fine", etcd.clientUrl(), caFile, client("fine", ca.client("fine")), "")
            + cluster("wrong-ca", etcd.clientUrl(), otherCa, client("ca", ca.client("c")), "")
            + cluster("expired", etcd.clientUrl(), caFile, client("expired", ca.expired()), "")
            + cluster("no-client", etcd.clientUrl(), caFile, "", "")
            + cluster(
                "wrong-name",
                etcd.clientUrl(),
                caFile,
                client("name", ca.client("c")),
                ", serverName: other.test"));

    try (RunningExporter exporter = RunningExporter.configured(folder.resolve("faults.yaml"))) {
      ScrapedPage page = exporter.metrics();

      assertThat(page.value("etcd_storage_up", "etcd_cluster", "fine")).isEqualTo(1);
      for (String fault : List.of("wrong-ca", "expired", "no-client", "wrong-name")) {
        assertThat(page.value("etcd_storage_up", "etcd_cluster", fault)).as(fault).isZero();
        assertThat(
                page.value(
                    "etcd_storage_scrape_errors_total", "etcd_cluster", fault, "reason", "tls"))
            .as(fault + "\n" + exporter.log())
            .isEqualTo(1);
        assertThat(exporter.logged("etcd_cluster=" + fault, "level=warn", "reason=tls"))
            .as(exporter.log())
            .hasSize(1);
      }
    }
  }

  @Test
  void httpsNeverFallsBackToPlainText() {
    try (RealEtcd plain = RealEtcd.start(binary);
        RunningExporter exporter =
            RunningExporter.start("--endpoints", "https://" + plain.endpoint())) {
      ScrapedPage page = exporter.metrics();

      assertThat(page.of(plain.endpoint(), "etcd_storage_up")).isZero();
      assertThat(page.all("etcd_storage_db_size_bytes")).isEmpty();
      assertThat(exporter.logged("member does not answer")).hasSize(1);
    }
  }

  @Test
  void skippedVerificationWorksAndWarns() {
    IssuedCertificate client = ca.client("skipping");
    Path cert = client.writeCertificate(folder.resolve("skipping.crt"));
    Path key = client.writeKey(folder.resolve("skipping.key"), KeyForm.PKCS8);

    try (RunningExporter exporter =
        watch(etcd, "--insecure-skip-verify", "--cert", cert, "--key", key)) {
      ScrapedPage page = exporter.metrics();

      assertThat(page.of("etcd-0", "etcd_storage_up")).isEqualTo(1);
      assertThat(page.all("etcd_storage_quota_info", "source", quotaSource())).hasSize(1);
      assertThat(exporter.logged("level=warn", "verif")).as(exporter.log()).hasSize(1);
    }
  }

  @Test
  void givenServerNameIsExpectedInsteadOfTheAddress(@TempDir Path own) {
    try (RealEtcd named = start(binary, server(ca, own, "etcd.test"))) {
      IssuedCertificate client = ca.client("naming");
      Path cert = client.writeCertificate(own.resolve("client.crt"));
      Path key = client.writeKey(own.resolve("client.key"), KeyForm.SEC1);

      try (RunningExporter exporter =
          watch(
              named,
              "--server-name=etcd.test",
              "--cacert=" + caFile,
              "--cert=" + cert,
              "--key=" + key)) {
        ScrapedPage page = exporter.metrics();

        assertThat(page.of("etcd-0", "etcd_storage_up")).as(exporter.log()).isEqualTo(1);
        assertThat(page.all("etcd_storage_quota_info", "source", quotaSource()))
            .as(page.ours())
            .hasSize(1);
      }
    }
  }

  @Test
  void allMembersAreFoundOverTls() {
    EtcdLaunch launch = EtcdLaunch.of(binary).tls(server(ca, folder, "127.0.0.1"));
    IssuedCertificate client = ca.server(Algorithm.RSA);
    Path cert = client.writeCertificate(folder.resolve("finding.crt"));
    Path key = client.writeKey(folder.resolve("finding.key"), KeyForm.PKCS1);

    try (RealCluster cluster = RealCluster.start(launch, 3);
        RunningExporter exporter =
            watch(
                cluster.members().get(0),
                "--cluster",
                "--cacert=" + caFile,
                "--cert=" + cert,
                "--key=" + key)) {
      ScrapedPage page = exporter.metrics();

      assertThat(page.members("etcd_storage_up")).containsExactly("etcd-0", "etcd-1", "etcd-2");
      for (String member : page.members("etcd_storage_up")) {
        assertThat(page.of(member, "etcd_storage_up")).isEqualTo(1);
        assertThat(page.of(member, "etcd_storage_quota_bytes")).isPositive();
      }
    }
  }

  /** As the kubelet does it: the files are links into a folder whose name is a link itself. */
  @Test
  void rotatedFilesAreUsedForTheNextConnection(@TempDir Path own) throws IOException {
    TestCertificates oldCa = TestCertificates.authority("old-ca");
    EtcdTls serverFiles = server(oldCa, own, "127.0.0.1");
    Path mounted = Files.createDirectory(own.resolve("mounted"));
    project(mounted, "first", oldCa);
    for (String name : List.of("ca.crt", "client.crt", "client.key")) {
      Files.createSymbolicLink(mounted.resolve(name), Path.of("..data", name));
    }

    try (RealEtcd rotated = start(binary, serverFiles);
        RunningExporter exporter =
            watch(
                rotated,
                "--keyspace=off",
                "--cacert=" + mounted.resolve("ca.crt"),
                "--cert=" + mounted.resolve("client.crt"),
                "--key=" + mounted.resolve("client.key"))) {
      assertThat(exporter.metrics().of("etcd-0", "etcd_storage_up")).isEqualTo(1);

      // When etcd has a new authority, which has signed nothing of ours yet
      TestCertificates newCa = TestCertificates.authority("new-ca");
      server(newCa, own, "127.0.0.1");
      rotated.restart();
      ScrapedPage between = exporter.metrics();
      assertThat(between.of("etcd-0", "etcd_storage_up")).isZero();
      assertThat(between.value("etcd_storage_scrape_errors_total", "reason", "tls")).isEqualTo(1);

      // and our files follow, then a scrape soon after uses them
      project(mounted, "second", newCa);
      Poll.until(
          "the new files are used",
          SOON,
          () -> exporter.metrics().of("etcd-0", "etcd_storage_up") == 1);

      // When only the client's certificate is renewed, then a standing connection goes on
      project(mounted, "third", newCa);
      assertThat(exporter.metrics().of("etcd-0", "etcd_storage_up")).isEqualTo(1);
      rotated.restart();
      assertThat(exporter.metrics().of("etcd-0", "etcd_storage_up"))
          .as(exporter.log())
          .isEqualTo(1);
      Poll.until(
          "the renewed pair is read",
          SOON,
          () -> exporter.logged("read again after a change", "client.crt").size() == 2);
    }
  }

  /** Writes a new folder and swaps the link to it in one step. */
  private static void project(Path mounted, String name, TestCertificates signer)
      throws IOException {
    Path version = Files.createDirectory(mounted.resolve(name));
    IssuedCertificate client = signer.client(name);
    signer.writeCertificate(version.resolve("ca.crt"));
    client.writeCertificate(version.resolve("client.crt"));
    client.writeKey(version.resolve("client.key"), KeyForm.SEC1);
    Path link = Files.createSymbolicLink(mounted.resolve("..data_tmp"), Path.of(name));
    Files.move(link, mounted.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
  }

  private static EtcdTls server(TestCertificates signer, Path where, String... names) {
    return signer.etcdTls(where, signer.server(names));
  }

  private String quotaSource() {
    return binary.version().isAtLeast("3.6") ? "status" : "metrics";
  }

  private static RealEtcd start(EtcdBinary binary, EtcdTls tls) {
    return RealEtcd.start(EtcdLaunch.of(binary).tls(tls));
  }

  private static RunningExporter watch(RealEtcd member, Object... flags) {
    String[] all = new String[flags.length + 2];
    all[0] = "--endpoints";
    all[1] = member.clientUrl();
    for (int i = 0; i < flags.length; i++) {
      all[i + 2] = flags[i].toString();
    }
    return RunningExporter.start(all);
  }

  private static String client(String name, IssuedCertificate client) {
    Path cert = client.writeCertificate(folder.resolve("fault-" + name + ".crt"));
    Path key = client.writeKey(folder.resolve("fault-" + name + ".key"), KeyForm.PKCS8);
    return ", certFile: " + cert + ", keyFile: " + key;
  }

  private static String cluster(
      String name, String url, Path authority, String client, String more) {
    return "  - {name: %s, endpoints: [\"%s\"], tls: {caFile: %s%s%s}}\n"
        .formatted(name, url, authority, client, more);
  }
}
