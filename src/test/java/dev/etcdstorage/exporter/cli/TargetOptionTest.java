package dev.etcdstorage.exporter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How the commands beside {@code serve} find their cluster in its configuration file, by flag or,
 * in a pod, by a variable.
 */
class TargetOptionTest {
  private static final String TWO =
      """
      clusters:
        - {name: prod-eu, endpoints: [http://127.0.0.1:1]}
        - {name: prod-us, endpoints: [http://127.0.0.1:2]}
      """;

  @TempDir private Path folder;
  private Path file;

  @SuppressWarnings("NullAway.Init") // JUnit calls write first
  TargetOptionTest() {}

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(folder.resolve("exporter.yaml"), TWO);
  }

  private MainRun inPod(String... args) {
    return MainRun.of(Map.of("ETCD_STORAGE_EXPORTER_CONFIG_FILE", file.toString()), args);
  }

  @ParameterizedTest
  @ValueSource(strings = {"defrag", "recover", "analyze"})
  void whatIsOfOneClusterAsksWhichOfSeveralClusters(String command) {
    MainRun run = inPod(command);

    assertThat(run.err())
        .isEqualTo(
            "error: the configuration file has several clusters; name one of them with --target:"
                + " prod-eu, prod-us\n");
    assertThat(run.code()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"defrag", "recover", "analyze"})
  void whatIsOfOneClusterTakesTheOneThatIsNamed(String command) {
    MainRun run = inPod(command, "--target", "prod-us");

    assertThat(run.out() + run.err()).contains("127.0.0.1:2").doesNotContain("127.0.0.1:1 ");
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void checkLooksAtAllOrAtTheOneThatIsNamed() {
    assertThat(inPod("check", "--interval=0").out())
        .contains("Cluster prod-eu\n", "Cluster prod-us\n");
    assertThat(inPod("check", "--interval=0", "--target=prod-us").out())
        .contains("Cluster prod-us\n")
        .doesNotContain("prod-eu");
  }

  @Test
  void aFileWithOneClusterNeedsNoName() throws IOException {
    Files.writeString(file, "clusters: [{endpoints: [http://127.0.0.1:1]}]\n");

    assertThat(inPod("recover").out()).contains("REFUSED by the guard member_unreachable");
    assertThat(inPod("recover", "--target=x").err())
        .isEqualTo(
            "error: --target: no cluster of the configuration file has that name; its one cluster"
                + " has none\n");
  }

  @Test
  void aNameThatIsNotThereIsToldWithThoseThatAre() {
    assertThat(inPod("recover", "--target=prod-de").err())
        .isEqualTo(
            "error: --target: no cluster of the configuration file has that name; there are"
                + " prod-eu, prod-us\n");
    assertThat(MainRun.of("recover", "--endpoints=http://127.0.0.1:1", "--target=x").err())
        .isEqualTo("error: --target is a name in a configuration file; give --config.file too\n");
  }

  @Test
  void endpointsThatAreTypedReplaceTheVariablesFile() {
    assertThat(inPod("check", "--interval=0", "--endpoints=http://127.0.0.1:3").out())
        .contains("127.0.0.1:3")
        .doesNotContain("prod-");
  }

  @Test
  void anotherFlagBesideTheVariablesFileIsRefused() {
    assertThat(inPod("check", "--quota-bytes=1GiB").err())
        .isEqualTo(
            "error: ETCD_STORAGE_EXPORTER_CONFIG_FILE replaces --quota-bytes; set that in the file,"
                + " or give --endpoints too, which replaces the file\n");
  }
}
