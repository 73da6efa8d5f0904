package dev.etcdstorage.exporter.runbooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.data.IssuedCertificate;
import dev.etcdstorage.exporter.testkit.data.KeyForm;
import dev.etcdstorage.exporter.testkit.data.TestCertificates;
import dev.etcdstorage.exporter.testkit.data.TestCertificates.Algorithm;
import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.EtcdBinary;
import dev.etcdstorage.exporter.testkit.real.EtcdLaunch;
import dev.etcdstorage.exporter.testkit.real.RealCluster;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import dev.etcdstorage.exporter.testkit.real.RunningExporter;
import dev.etcdstorage.exporter.testkit.real.Writer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The ways to an etcd with client certificates, with the blocks of {@code access.md}: only the root
 * of the paths and the port are others. And a whole runbook on top, as people paste it.
 */
class AccessIT {
  private static final Pattern FILE = Pattern.compile("=(/.*/)(\\S+)");
  private static final int KINDS = 4;

  @TempDir Path folder;
  private final TestCertificates ca = TestCertificates.authority("etcd-ca");

  static List<EtcdBinary> lines() {
    return EtcdBinaries.lines();
  }

  @ParameterizedTest
  @MethodSource("lines")
  void everyKindOfNodeReachesEveryMember(EtcdBinary binary) throws IOException {
    try (RealCluster cluster = RealCluster.start(launch(binary), 3)) {
      OnCall person = OnCall.at(cluster, "http://127.0.0.1:1", folder);
      assertThat(Runbook.ACCESS.blocks("env")).hasSize(KINDS);

      for (Runbook.Block kind : Runbook.ACCESS.blocks("env")) {
        String terminal =
            person.paste(onThisMachine(kind, cluster) + Runbook.ACCESS.blocks("sh").get(0).text());

        for (RealEtcd member : cluster.members()) {
          assertThat(terminal).as(kind.text()).contains(" " + member.clientUrl() + " ");
        }
      }
    }
  }

  /** On 3.7; without certificates it is run on every line. */
  @Test
  void noSpaceRunbookWorksWithCertificatesOfKubeadm() throws IOException {
    EtcdLaunch launch = launch(EtcdBinaries.newest("3.7")).quotaBytes(16L << 20);
    try (RealCluster cluster = RealCluster.start(launch, 3);
        Writer writer = writer(cluster.leader());
        RunningExporter exporter = watch(cluster)) {
      RunbookIT.overwriteUntilNoSpace(writer);
      OnCall person = OnCall.at(cluster, exporter.url(), folder);

      String terminal =
          person.followLeniently(
              onThisMachine(Runbook.ACCESS.blocks("env").get(0), cluster),
              Runbook.named("EtcdNoSpaceAlarm"));

      assertThat(terminal).contains("alarm:NOSPACE");
      RunbookIT.assertRoomAndWritable(cluster);
    }
  }

  /** On 3.5; without certificates it is run on every line. */
  @Test
  void quotaIsReadOverTlsToo() throws IOException {
    EtcdLaunch launch = launch(EtcdBinaries.newest("3.5")).quotaBytes(16L << 20);
    try (RealCluster cluster = RealCluster.start(launch, 3);
        RunningExporter exporter = watch(cluster)) {
      OnCall person = OnCall.at(cluster, exporter.url(), folder);

      String terminal =
          person.followLeniently(
              onThisMachine(Runbook.ACCESS.blocks("env").get(0), cluster),
              Runbook.named("EtcdQuotaUnknown"));

      for (RealEtcd member : cluster.members()) {
        assertThat(terminal).contains(member.clientUrl() + ": 1.6777216e+07");
      }
    }
  }

  private EtcdLaunch launch(EtcdBinary binary) throws IOException {
    Path files = Files.createDirectories(folder.resolve("server"));
    return EtcdLaunch.of(binary).tls(ca.etcdTls(files, ca.server("127.0.0.1")));
  }

  /** Lays out the files that the block names, under a folder of ours. */
  private String onThisMachine(Runbook.Block kind, RealCluster cluster) throws IOException {
    IssuedCertificate client = ca.server(Algorithm.RSA);
    StringBuilder block = new StringBuilder();
    for (String line : kind.text().lines().toList()) {
      String here = FILE.matcher(line).replaceFirst("=" + folder + "$1$2");
      Path file = Path.of(here.substring(here.indexOf('=') + 1));
      if (line.startsWith("export ETCDCTL_ENDPOINTS=")) {
        here = "export ETCDCTL_ENDPOINTS=" + cluster.members().get(0).clientUrl();
      } else {
        Files.createDirectories(file.getParent());
        if (line.startsWith("export ETCDCTL_CACERT=")) {
          ca.writeCertificate(file);
        } else if (line.startsWith("export ETCDCTL_CERT=")) {
          client.writeCertificate(file);
        } else {
          client.writeKey(file, KeyForm.PKCS1);
        }
      }
      block.append(here).append('\n');
    }
    return block.toString();
  }

  private RunningExporter watch(RealCluster cluster) {
    IssuedCertificate client = ca.server(Algorithm.RSA);
    return RunningExporter.start(
        "--endpoints",
        cluster.members().get(0).clientUrl(),
        "--cluster",
        "--cacert",
        ca.writeCertificate(folder.resolve("exporter-ca.crt")).toString(),
        "--cert",
        client.writeCertificate(folder.resolve("exporter.crt")).toString(),
        "--key",
        client.writeKey(folder.resolve("exporter.key"), KeyForm.PKCS1).toString());
  }

  private Writer writer(RealEtcd member) {
    IssuedCertificate client = ca.client("writer");
    return Writer.overTls(
        member.endpoint(),
        ca.writeCertificate(folder.resolve("writer-ca.crt")),
        client.writeCertificate(folder.resolve("writer.crt")),
        client.writeKey(folder.resolve("writer.key"), KeyForm.PKCS8));
  }
}
