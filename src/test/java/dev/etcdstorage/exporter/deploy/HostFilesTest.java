package dev.etcdstorage.exporter.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.data.Installation;
import dev.etcdstorage.exporter.testkit.util.Command;
import dev.etcdstorage.exporter.testkit.util.Json;
import dev.etcdstorage.exporter.testkit.util.ToolsDir;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** deploy/systemd and deploy/compose: what they name is there, and systemd takes the unit. */
class HostFilesTest {
  private static final Path SYSTEMD = Path.of("deploy/systemd");
  private static final Path COMPOSE = Path.of("deploy/compose");
  private static final String UNIT = "etcd-storage-exporter.service";
  private static final String LAUNCHER = "/opt/etcd-storage-exporter/bin/etcd-storage-exporter";
  private static final Pattern INSTALLED = Pattern.compile("install .*?((?:systemd|share)/\\S+)");

  @TempDir private Path folder;

  @Test
  void whatTheReadmeInstallsIsInTheDistribution() throws IOException {
    String readme = Files.readString(SYSTEMD.resolve("README.md"));

    List<Path> installed =
        INSTALLED
            .matcher(readme)
            .results()
            .map((MatchResult found) -> found.group(1))
            .map(
                file ->
                    file.startsWith("share/")
                        ? Path.of("src/main/dist").resolve(file)
                        : Path.of("deploy").resolve(file))
            .toList();

    assertThat(installed).hasSize(5).allSatisfy(file -> assertThat(file).exists());
    assertThat(Files.readString(Path.of("src/main/assembly/distribution.xml")))
        .contains("src/main/dist/share</directory>", "deploy/systemd</directory>");
  }

  @Test
  void systemdTakesTheUnitAndFindsItWellConfined() throws IOException {
    Path program =
        ToolsDir.onPath("systemd-analyze")
            .orElseGet(() -> Assumptions.abort("There is no systemd-analyze here"));
    String unit = Files.readString(SYSTEMD.resolve(UNIT));
    assertThat(unit).contains("ExecStart=" + LAUNCHER + " serve $ARGS\n");
    Path here = Path.of("src/main/dist/bin/etcd-storage-exporter").toAbsolutePath();
    Path file = Files.writeString(folder.resolve(UNIT), unit.replace(LAUNCHER, here.toString()));

    Command.Result verified = run(program, "verify", "--man=no", file.toString());
    Command.Result looked =
        run(program, "security", "--offline=true", "--threshold=20", file.toString());

    assertThat(verified.exitCode()).as(verified.stderr()).isZero();
    assertThat(verified.stderr()).doesNotContain(UNIT);
    assertThat(looked.exitCode()).as(looked.stdout()).isZero();
  }

  /** A small Debian has no /bin/kill, for one. */
  @Test
  void theUnitCallsNothingButTheProgramAndTheShell() throws IOException {
    assertThat(Files.readString(SYSTEMD.resolve(UNIT)).lines())
        .filteredOn(line -> line.startsWith("Exec"))
        .hasSize(2)
        .extracting(line -> line.split("[= ]", 3)[1])
        .allMatch(program -> program.equals(LAUNCHER) || program.equals("/bin/sh"));
  }

  private static Command.Result run(Path program, String... arguments) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    return Command.run(command, Map.of("SYSTEMD_COLORS", "0"), "");
  }

  @Test
  void composeMountsWhatIsThereAndListensAtTheLoopbackOnly() {
    Map<String, Object> file = Installation.documents(COMPOSE.resolve("compose.yaml")).get(0);
    Json services = new Json(file).at("services");

    assertThat(services.texts().keySet())
        .containsExactly("exporter", "prometheus", "alertmanager", "grafana");
    for (String name : services.texts().keySet()) {
      Json service = services.at(name);
      assertThat(service.list("ports"))
          .isNotEmpty()
          .allMatch(port -> port.asText().startsWith("127.0.0.1:"));
      assertThat(service.list("volumes"))
          .isNotEmpty()
          .map(volume -> volume.asText().split(":", 2)[0])
          .filteredOn(from -> from.startsWith("."))
          .allSatisfy(from -> assertThat(COMPOSE.resolve(from)).exists());
    }
  }

  /** What differs from the shipped configuration is where the others are. */
  @Test
  void composesPrometheusAsksTheSameAsTheShippedOne() {
    Json compose = configuration(COMPOSE.resolve("prometheus.yml"));
    Json shipped = configuration(Path.of("deploy/prometheus/prometheus.yml"));

    assertThat(compose.at("global").text("scrape_interval"))
        .isEqualTo(shipped.at("global").text("scrape_interval"));
    assertThat(names(compose, COMPOSE)).isEqualTo(names(shipped, Path.of("deploy/prometheus")));
    assertThat(compose.list("scrape_configs"))
        .extracting(job -> job.text("job_name"))
        .isEqualTo(
            shipped.list("scrape_configs").stream().map(job -> job.text("job_name")).toList());
  }

  private static Json configuration(Path file) {
    return new Json(Installation.documents(file).get(0));
  }

  private static List<Path> names(Json configuration, Path from) {
    return configuration.list("rule_files").stream()
        .map(file -> from.resolve(file.asText()).normalize())
        .toList();
  }
}
