package dev.etcdstorage.exporter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.ExporterConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is printed to be pasted, in each place that the program runs in. */
class CommandHereTest {
  private static final String POD = "kubectl -n ns exec pod -c exporter -- etcd-storage-exporter";
  private static final Map<String, String> IN_POD =
      Map.of(
          "ETCD_STORAGE_EXPORTER_COMMAND", POD,
          "ETCDCTL_ENDPOINTS", "https://127.0.0.1:2379",
          "ETCDCTL_CACERT", "/ca.crt",
          "ETCDCTL_CERT", "/c.crt",
          "ETCDCTL_KEY", "/c.key");

  @TempDir private Path folder;

  /** The line of {@code recover} for the first cluster that {@code serve} was told of. */
  private static String recover(Map<String, String> environment, String... flags) {
    ParsedCommand serve = ParsedCommand.of(environment, "serve", List.of(flags));
    ExporterConfig config = serve.config();
    Optional<Path> file = serve.options(ConfigFileOption.class).file(serve.spec());
    return new CommandHere(new FlagVariables(environment), serve.spec())
        .of(config.clusters().get(0), file)
        .line("recover");
  }

  @Test
  void onANodeItHasAllFlagsThatLeadToTheCluster() {
    assertThat(
            recover(
                Map.of("ETCDCTL_CACERT", "/ca.crt"),
                "--endpoints=https://a:2379",
                "--quota-bytes=1GiB",
                "--etcd.timeout=7s"))
        .isEqualTo(
            "etcd-storage-exporter recover --endpoints https://a:2379 --cacert /ca.crt"
                + " --quota-bytes 1073741824");
  }

  @Test
  void inAPodItLeavesOutWhatThePodsVariablesSay() {
    assertThat(recover(IN_POD)).isEqualTo(POD + " recover");
    assertThat(recover(IN_POD, "--quota-bytes=1GiB", "--key=/other.key"))
        .isEqualTo(POD + " recover --key /other.key --quota-bytes 1073741824");
  }

  @Test
  void whereItRunsByAFileItNamesTheFileAndTheCluster() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("exporter.yaml"),
            """
            clusters:
              - {name: prod-eu, endpoints: [http://127.0.0.1:1]}
              - {name: prod-us, endpoints: [http://127.0.0.1:2]}
            """);

    assertThat(recover(Map.of(), "--config.file=" + file))
        .isEqualTo("etcd-storage-exporter recover --config.file " + file + " --target prod-eu");
    assertThat(
            recover(
                Map.of(
                    "ETCD_STORAGE_EXPORTER_COMMAND",
                    POD,
                    "ETCD_STORAGE_EXPORTER_CONFIG_FILE",
                    file.toString())))
        .isEqualTo(POD + " recover --target prod-eu");
  }

  @Test
  void whatWasTypedIsRepeatedWithAnotherFlag() {
    ParsedCommand recover =
        ParsedCommand.of(IN_POD, "recover", List.of("--dry-run", "--audit-log=/my logs/a"));

    assertThat(
            new CommandHere(new FlagVariables(IN_POD), recover.spec())
                .again("--dry-run", "--yes --no-snapshot"))
        .isEqualTo(POD + " recover '--audit-log=/my logs/a' --yes --no-snapshot");
  }

  @Test
  void thereIsNoPasswordInIt() throws IOException {
    Path password = Files.writeString(folder.resolve("pw"), "hunter2\n");

    assertThat(recover(IN_POD, "--user=root", "--password-file=" + password))
        .isEqualTo(POD + " recover --user root --password-file " + password);
  }
}
