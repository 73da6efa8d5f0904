package dev.etcdstorage.exporter.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.etcdstorage.exporter.files.MatchingFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clusters that have a file each. */
class ClusterFilesTest {
  @TempDir Path dir;
  private Path folder;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createDirectory(dir.resolve("clusters.d"));
  }

  private ExporterConfig load(String yaml) throws IOException {
    return ConfigFile.load(Files.writeString(dir.resolve("exporter.yaml"), yaml));
  }

  private ExporterConfig load() throws IOException {
    return load("clusterFiles: [clusters.d/*.yaml]");
  }

  private Path cluster(String file, String name) throws IOException {
    return Files.writeString(
        folder.resolve(file), "name: " + name + "\nendpoints: [https://etcd.example.org:2379]\n");
  }

  private static List<String> names(ExporterConfig config) {
    return config.clusters().stream().map(cluster -> cluster.name().orElse("-")).toList();
  }

  @Test
  void clustersOfTheListComeFirstThenThoseOfFilesByTheirNames() throws IOException {
    cluster("b.yaml", "beta");
    cluster("a.yaml", "alpha");
    cluster("other.yml", "other");

    assertThat(
            names(
                load(
                    """
                    clusters: [{name: listed, endpoints: ["https://a:1"]}]
                    clusterFiles: [clusters.d/*.yaml, clusters.d/a*, clusters.d/other.yml]
                    """)))
        .containsExactly("listed", "alpha", "beta", "other");
  }

  @Test
  void everyKeyOfAClusterIsTakenAndPathsAreRelativeToTheClustersFile() throws IOException {
    Files.writeString(
        folder.resolve("a.yaml"),
        """
        name: alpha
        endpoints: [https://a:1]
        discoverMembers: true
        tls: {caFile: alpha/ca.crt}
        """);

    ClusterConfig cluster = load().clusters().get(0);

    assertThat(cluster.discoverMembers()).isTrue();
    assertThat(cluster.tls().caFile()).contains(folder.resolve("alpha/ca.crt"));
  }

  /** Kubernetes mounts a folder so; each file is one, however many links lead to it. */
  @Test
  void linkedFolderOfKubernetesHasEachFileOnce() throws IOException {
    Path version = Files.createDirectory(folder.resolve("..2026_01_01"));
    Files.writeString(version.resolve("a.yaml"), "{name: alpha, endpoints: [\"https://a:1\"]}");
    Files.createSymbolicLink(folder.resolve("..data"), Path.of("..2026_01_01"));
    Files.createSymbolicLink(folder.resolve("a.yaml"), Path.of("..data/a.yaml"));
    cluster(".half-written.yaml", "hidden");

    assertThat(names(load("clusterFiles: [clusters.d/*]"))).containsExactly("alpha");
  }

  @Test
  void fileThatCannotBeUsedIsNamedWithItsLineAndKey() throws IOException {
    cluster("a.yaml", "alpha");
    Path bad = Files.writeString(folder.resolve("b.yaml"), "name: beta\nendpints: []\n");

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(this::load)
        .withMessageStartingWith(bad + ":2: endpints: unknown key; known here: auth, ");
  }

  @Test
  void listInAFileIsNoCluster() throws IOException {
    Path bad = Files.writeString(folder.resolve("a.yaml"), "- name: beta\n");

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(this::load)
        .withMessage(bad + ":1: the file must be a mapping; write one KEY: VALUE a line");
  }

  @Test
  void clusterOfAFileNeedsANameEvenAlone() throws IOException {
    Path bad = Files.writeString(folder.resolve("a.yaml"), "endpoints: [https://a:1]\n");

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(this::load)
        .withMessage(bad + ":1: name: a cluster in a file of its own needs one, such as prod-eu");
  }

  @Test
  void nameThatIsTakenIsToldWithBothFiles() throws IOException {
    Path first = cluster("a.yaml", "alpha");
    Path second = cluster("b.yaml", "alpha");

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(this::load)
        .withMessage(second + ":1: name: " + first + " has a cluster alpha too; names must differ");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(
            () ->
                load(
                    """
                    clusters: [{name: alpha, endpoints: ["https://a:1"]}]
                    clusterFiles: [clusters.d/a.yaml]
                    """))
        .withMessage(
            first + ":1: name: the list clusters has a cluster alpha too; names must differ");
  }

  @Test
  void folderWithoutAFileIsToldUnlessTheListHasAClusterToo() throws IOException {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(this::load)
        .withMessage(
            dir.resolve("exporter.yaml")
                + ":1: clusterFiles: needs at least one cluster, and no file matches "
                + folder.resolve("*.yaml"));
    assertThat(
            names(
                load(
                    """
                    clusters: [{name: listed, endpoints: ["https://a:1"]}]
                    clusterFiles: [clusters.d/*.yaml]
                    """)))
        .containsExactly("listed");
  }

  @ParameterizedTest
  @CsvSource({
    "none.d/*.yaml, there is no folder DIR/none.d",
    "exporter.yaml/*.yaml, there is no folder DIR/exporter.yaml",
    "*/a.yaml, 'only the file''s own name can have wildcards, such as clusters.d/*.yaml'",
    "clusters.d/[.yaml, is not a pattern such as clusters.d/*.yaml: Missing ']",
    "'', is empty; give a file name or leave the key out"
  })
  void patternThatCannotBeUsedIsToldWithItsLine(String pattern, String complaint) {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> load("clusterFiles:\n  - '" + pattern + "'\n"))
        .withMessageStartingWith(dir.resolve("exporter.yaml") + ":2: clusterFiles: ")
        .withMessageContaining(complaint.replace("DIR", dir.toString()));
  }

  @Test
  void fileThatIsNamedMustBeThere() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> load("clusterFiles: [clusters.d/a.yaml]"))
        .withMessage(folder.resolve("a.yaml") + ": no such file");
  }

  @Test
  void changeOfTheFolderShowsOnce() throws IOException {
    cluster("a.yaml", "alpha");
    MatchingFiles before = load().clusterFiles().get(0);
    assertThat(before.changed()).isFalse();

    Files.writeString(folder.resolve("README"), "no cluster");
    assertThat(before.changed()).isFalse();

    Path second = cluster("b.yaml", "beta");
    assertThat(before.changed()).isTrue();
    Files.delete(second);
    assertThat(before.changed()).isFalse();

    cluster("a.yaml", "another");
    assertThat(before.changed()).isTrue();
  }
}
