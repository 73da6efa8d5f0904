package dev.etcdstorage.exporter.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.data.ScrapedPage;
import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import dev.etcdstorage.exporter.testkit.real.RunningExporter;
import dev.etcdstorage.exporter.testkit.util.Http;
import dev.etcdstorage.exporter.testkit.util.Poll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A configuration file that changes while the exporter runs. On 3.4 and 3.5, to tell two clusters
 * apart: what is reloaded is our own.
 */
class ReloadIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String SUCCESSFUL = "etcd_storage_exporter_config_last_reload_successful";
  private static final String TAKEN =
      "etcd_storage_exporter_config_last_reload_success_timestamp_seconds";

  @TempDir private Path folder = Path.of("");

  @Test
  void clustersComeAndGoWhileTheOthersKeepTheirConnections() throws IOException {
    try (RealEtcd first = RealEtcd.start(EtcdBinaries.newest("3.5"));
        RealEtcd second = RealEtcd.start(EtcdBinaries.newest("3.4"))) {
      configure(cluster("first", first));
      try (RunningExporter exporter = RunningExporter.configured(file())) {
        assertThat(clusters(exporter.metrics())).containsExactly("first");
        Set<Integer> connections = connections(exporter, first);

        // SIGHUP takes up a second cluster
        configure(cluster("first", first) + cluster("second", second));
        exporter.signal("HUP");
        Poll.until(
            "the reload is done",
            SOON,
            () -> exporter.logged("msg=\"configuration reloaded\"", "clusters=2").size() == 1);
        ScrapedPage both = exporter.metrics();
        assertThat(clusters(both)).containsExactly("first", "second");
        assertThat(both.value("etcd_storage_up", "etcd_cluster", "second")).isEqualTo(1);

        // A bad file changes nothing, and shows
        double taken = both.value(TAKEN);
        configure("  - {name: third, endpints: []}\n");
        Http.Page refused = exporter.reload();
        assertThat(refused.status()).isEqualTo(500);
        assertThat(refused.body()).contains("endpints").hasLineCount(1);
        ScrapedPage old = exporter.metrics();
        assertThat(old.value(SUCCESSFUL)).isZero();
        assertThat(old.value(TAKEN)).isEqualTo(taken);
        assertThat(clusters(old)).containsExactly("first", "second");
        assertThat(exporter.logged("level=error", "endpints", "keeping the old one")).hasSize(1);

        // POST /-/reload takes up the repaired one, which leaves the second cluster out
        configure(cluster("first", first));
        assertThat(exporter.reload().status()).isEqualTo(200);
        ScrapedPage one = exporter.metrics();
        assertThat(one.value(SUCCESSFUL)).isEqualTo(1);
        assertThat(one.value(TAKEN)).isGreaterThan(taken);
        assertThat(clusters(one)).containsExactly("first");
        assertThat(one.value("etcd_storage_up")).isEqualTo(1);

        // and through all of it the first cluster needed no new connection; the second has none
        // left
        assertThat(connections(exporter, first)).isNotEmpty().isSubsetOf(connections);
        assertThat(exporter.logged("msg=\"member answers\"", "etcd_cluster=first")).hasSize(1);
        Poll.until("the connection is closed", SOON, () -> connections(exporter, second).isEmpty());
      }
    }
  }

  /** The folder as Kubernetes mounts a ConfigMap: links, of which one is swapped. */
  @Test
  void clustersThatHaveAFileEachAreFollowedWithoutAReload() throws IOException {
    try (RealEtcd first = RealEtcd.start(EtcdBinaries.newest("3.5"));
        RealEtcd second = RealEtcd.start(EtcdBinaries.newest("3.4"))) {
      Path clusters = Files.createDirectory(folder.resolve("clusters.d"));
      mount(clusters, Map.of("first.yaml", file("first", first)));
      Files.writeString(
          file(),
          """
          web: {listenAddresses: ["127.0.0.1:0"]}
          keyspace: {enabled: false}
          clusterFiles: [clusters.d/*.yaml]
          """);
      try (RunningExporter exporter = RunningExporter.configured(file())) {
        assertThat(clusters(exporter.metrics())).containsExactly("first");
        Set<Integer> connections = connections(exporter, first);

        // A second file is taken up by itself
        mount(
            clusters,
            Map.of("first.yaml", file("first", first), "second.yaml", file("second", second)));
        Poll.until(
            () -> "both are watched:\n" + exporter.log(),
            SOON,
            () -> clusters(exporter.metrics()).equals(Set.of("first", "second")));
        assertThat(exporter.metrics().value("etcd_storage_up", "etcd_cluster", "second"))
            .isEqualTo(1);

        // A broken one changes nothing, and is told by its name
        mount(clusters, Map.of("first.yaml", "name: first\nendpints: []\n"));
        assertThat(
                exporter.logged(
                    "level=error",
                    clusters.resolve("first.yaml") + ":2: endpints: unknown key",
                    "keeping the old one"))
            .hasSize(1);
        assertThat(exporter.metrics().value(SUCCESSFUL)).isZero();
        assertThat(clusters(exporter.metrics())).containsExactly("first", "second");

        // The repaired one is taken up with the second gone, over the connections that there were
        mount(clusters, Map.of("first.yaml", file("first", first)));
        Poll.until(
            () -> "the first is left:\n" + exporter.log(),
            SOON,
            () -> clusters(exporter.metrics()).equals(Set.of("first")));
        assertThat(exporter.metrics().value(SUCCESSFUL)).isEqualTo(1);
        assertThat(connections(exporter, first)).isNotEmpty().isSubsetOf(connections);
      }
    }
  }

  private static String file(String name, RealEtcd etcd) {
    return "name: %s\nendpoints: [\"%s\"]\n".formatted(name, etcd.clientUrl());
  }

  /** As the kubelet does it: a new folder, then the link, then the links to the files. */
  private static void mount(Path at, Map<String, String> files) throws IOException {
    Path version = Files.createTempDirectory(at, "..version");
    for (Map.Entry<String, String> each : files.entrySet()) {
      Files.writeString(version.resolve(each.getKey()), each.getValue());
    }
    Path link = Files.createSymbolicLink(at.resolve("..data_tmp"), version.getFileName());
    Files.move(link, at.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    for (String name : files.keySet()) {
      if (!Files.isSymbolicLink(at.resolve(name))) {
        Files.createSymbolicLink(at.resolve(name), Path.of("..data", name));
      }
    }
    try (Stream<Path> links = Files.list(at)) {
      for (Path gone : links.filter(each -> !Files.exists(each)).toList()) {
        Files.delete(gone);
      }
    }
  }

  private static Set<Integer> connections(RunningExporter exporter, RealEtcd etcd) {
    return exporter.process().connectionsTo(etcd.endpoint());
  }

  private Path file() {
    return folder.resolve("exporter.yaml");
  }

  private void configure(String clusters) throws IOException {
    Files.writeString(
        file(),
        "web: {listenAddresses: [\"127.0.0.1:0\"]}\nkeyspace: {enabled: false}\nclusters:\n"
            + clusters);
  }

  private static String cluster(String name, RealEtcd etcd) {
    return "  - {name: %s, endpoints: [\"%s\"]}\n".formatted(name, etcd.clientUrl());
  }

  private static Set<String> clusters(ScrapedPage page) {
    Set<String> names = new TreeSet<>();
    page.all("etcd_storage_up")
        .forEach(series -> names.add(series.labels().getOrDefault("etcd_cluster", "")));
    return names;
  }
}
