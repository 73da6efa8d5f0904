package dev.etcdstorage.exporter.runbooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.data.NightPage;
import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.EtcdBinary;
import dev.etcdstorage.exporter.testkit.real.EtcdLaunch;
import dev.etcdstorage.exporter.testkit.real.RealCluster;
import dev.etcdstorage.exporter.testkit.real.Writer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The part of {@code docs/night.md} that needs no Kubernetes, pasted on three real members. */
class BareEtcdNightIT {
  private static final long QUOTA = 16L << 20;

  @TempDir private Path folder;

  static List<EtcdBinary> lines() {
    return EtcdBinaries.lines();
  }

  @ParameterizedTest
  @MethodSource("lines")
  void fromRefusedWritesToWrites(EtcdBinary binary) throws IOException {
    try (RealCluster cluster = RealCluster.start(EtcdLaunch.of(binary).quotaBytes(QUOTA), 3);
        Writer writer = Writer.to(cluster.leader().endpoint())) {
      // Given
      writer.overwriteUntilNoSpace("/registry/pods/storm/pod-0", 16 << 10);
      OnCall person = OnCall.at(cluster, "http://127.0.0.1:1", folder).withExporter();

      // When
      String look = person.paste("set +e\n" + NightPage.block("etcd-look") + "true\n");

      // Then
      assertThat(look).contains("CRITICAL: alarm NOSPACE", "--yes --snapshot-dir DIR");

      // When
      String act = person.paste("cd " + folder + "\n" + NightPage.block("etcd-act"));

      // Then
      assertThat(act).contains("RECOVERED: etcd takes writes again");
      cluster.leader().etcdctl().put("/after", "written");
      try (var files = Files.list(person.backup())) {
        assertThat(files).hasSize(1);
      }
      assertThat(person.paste(NightPage.block("etcd-who-filled-it"))).contains("pods");
    }
  }

  /** Each is pasted by a test: here, in NightIT, WritersIT, SidecarIT or CentralIT. */
  @Test
  void everyBlockIsOneThatATestPastes() {
    assertThat(NightPage.names())
        .containsExactly(
            "daemonset-look",
            "daemonset-act",
            "sidecar",
            "central",
            "static-look",
            "static-log",
            "static-act",
            "static-again",
            "static-end",
            "crictl",
            "ctr",
            "etcd-look",
            "etcd-act",
            "after",
            "who-filled-it",
            "etcd-who-filled-it");
  }
}
