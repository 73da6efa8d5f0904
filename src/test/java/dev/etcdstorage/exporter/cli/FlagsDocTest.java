package dev.etcdstorage.exporter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.config.ConfigFile;
import dev.etcdstorage.exporter.config.ExporterConfig;
import dev.etcdstorage.exporter.config.KeyspaceSettings;
import dev.etcdstorage.exporter.config.MaintenanceSettings;
import dev.etcdstorage.exporter.config.PrefixPattern;
import dev.etcdstorage.exporter.config.PrefixSettings;
import dev.etcdstorage.exporter.config.ScrapeSettings;
import dev.etcdstorage.exporter.config.Units;
import dev.etcdstorage.exporter.config.WebSettings;
import dev.etcdstorage.exporter.config.When;
import dev.etcdstorage.exporter.storage.Thresholds;
import dev.etcdstorage.exporter.testkit.CommittedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

class FlagsDocTest {
  private static final Path EXAMPLE = Path.of("docs/exporter.yaml");
  private static final Pattern VARIABLE = Pattern.compile(" *Variable: (\\w+)\\.");
  private static final Pattern DEFAULT = Pattern.compile(" *Default: ([^ ].*?)\\.(?= |$)");

  /** They stand in the example with their defaults, which loading it alone would not show. */
  private static final List<String> KEYSPACE_KEYS =
      List.of(
          "enabled",
          "watch",
          "on",
          "scanInterval",
          "scanValues",
          "scanBytesPerSecond",
          "scanKeysPerSecond",
          "maxResume",
          "hideKeys",
          "layout",
          "roots",
          "namespaces",
          "depth",
          "most");

  private static final String TABLE =
      "\n| flag | variable | default | meaning |\n|---|---|---|---|\n";

  @Test
  void pageIsAsTheCommandLineSays() throws IOException {
    CommandLine line = Main.commandLine(new Environment(Map.of()), System.out, System.err);
    StringBuilder page =
        new StringBuilder(
            """
            # Flags and configuration file

            <!-- Generated from the command line (cli): ./mvnw test -Ddocs.write=true -->

            Flags are named as in etcdctl where it has them, and fall back to its variables. Exit codes:
            0 fine, 1 cannot start or run, 2 wrong usage; check has those of monitoring plugins.
            """);
    line.getSubcommands().forEach((name, command) -> append(page, name, command.getCommandSpec()));
    page.append(
            """

            ## Configuration file

            `--config.file` says the same for many clusters and replaces the flags for etcd, web,
            scrape, keyspace and maintenance: each of those is refused beside it. SIGHUP and
            `POST /-/reload` read it again; a file that cannot be used changes nothing. All keys, as in
            [exporter.yaml](exporter.yaml):

            ```yaml
            """)
        .append(Files.readString(EXAMPLE))
        .append("```\n");

    CommittedFile.assertCurrent(Path.of("docs/flags.md"), page.toString(), "docs.write");
  }

  private static void append(StringBuilder page, String name, CommandSpec command) {
    page.append("\n## ")
        .append(name)
        .append("\n\n")
        .append(String.join(" ", command.usageMessage().description()))
        .append("\n");
    command.argGroups().forEach(group -> append(page, group));
    page.append("\n### Other\n").append(TABLE);
    command.options().stream()
        .filter(option -> option.group() == null)
        .forEach(option -> append(page, option));
  }

  private static void append(StringBuilder page, ArgGroupSpec group) {
    String heading = group.heading();
    if (heading != null) {
      page.append("\n### ")
          .append(heading.replace("%n", "").replace(":", ""))
          .append("\n")
          .append(TABLE);
    }
    group.options().stream()
        .filter(option -> !option.hidden())
        .forEach(option -> append(page, option));
    group.subgroups().stream()
        .sorted((a, b) -> Integer.compare(a.order(), b.order()))
        .forEach(subgroup -> append(page, subgroup));
  }

  private static void append(StringBuilder page, OptionSpec option) {
    String text = String.join(" ", option.description());
    String names = String.join(", ", option.names());
    String value = option.arity().max() == 0 ? "" : " " + option.paramLabel();
    page.append("| `")
        .append((names + value).replace("|", "\\|"))
        .append("` | ")
        .append(found(VARIABLE, text))
        .append(" | ")
        .append(found(DEFAULT, text))
        .append(" | ")
        .append(
            DEFAULT
                .matcher(VARIABLE.matcher(text).replaceAll(""))
                .replaceAll("")
                .strip()
                .replace("|", "\\|"))
        .append(" |\n");
  }

  private static String found(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? "`" + matcher.group(1) + "`" : "";
  }

  @Test
  void exampleIsLoadedAndSetsEveryKey() throws IOException {
    ExporterConfig config = ConfigFile.load(EXAMPLE);

    ClusterConfig prod = config.clusters().get(0);
    assertThat(prod.name()).contains("prod-eu");
    assertThat(prod.endpoints()).hasSize(2);
    assertThat(prod.discoverMembers()).isTrue();
    assertThat(List.of(prod.tls().caFile(), prod.tls().certFile(), prod.tls().keyFile()))
        .allSatisfy(file -> assertThat(file).isPresent());
    assertThat(prod.tls().serverName()).isPresent();
    assertThat(prod.credentials()).isPresent();
    assertThat(prod.metricsUrl()).isPresent();
    assertThat(prod.quotaBytes()).isPresent();
    assertThat(config.clusters().get(1).tls().insecureSkipVerify()).isTrue();
    assertThat(config.web().configFile()).isPresent();
    // What the example calls a default is one.
    assertThat(config.web().listenAddresses()).isEqualTo(WebSettings.DEFAULT.listenAddresses());
    assertThat(config.web().telemetryPath()).isEqualTo(WebSettings.DEFAULT_TELEMETRY_PATH);
    assertThat(config.scrape()).isEqualTo(ScrapeSettings.DEFAULT);
    MaintenanceSettings maintenance = config.maintenance();
    assertThat(maintenance.window()).isPresent();
    assertThat(maintenance.stopFile()).isPresent();
    assertThat(
            new MaintenanceSettings(
                maintenance.enabled(),
                maintenance.interval(),
                Optional.empty(),
                maintenance.coolDown(),
                Optional.empty(),
                maintenance.allowSingleMember(),
                maintenance.dataDir()))
        .isEqualTo(MaintenanceSettings.DEFAULT);
    assertThat(withoutPatterns(config.keyspace())).isEqualTo(KeyspaceSettings.DEFAULT);
    assertThat(config.keyspace().prefixes().patterns())
        .extracting(PrefixPattern::prefix)
        .containsExactly("dns/$1", "locks");
    assertThat(Files.readString(EXAMPLE))
        .contains(KEYSPACE_KEYS.stream().map(key -> "  " + key + ": ").toList());
  }

  private static KeyspaceSettings withoutPatterns(KeyspaceSettings keyspace) {
    PrefixSettings prefixes = keyspace.prefixes();
    return new KeyspaceSettings(
        keyspace.on(),
        keyspace.watch(),
        keyspace.scan(),
        keyspace.scanning(),
        keyspace.maxResume(),
        keyspace.hideKeys(),
        new PrefixSettings(
            prefixes.layout(),
            prefixes.roots(),
            prefixes.namespaces(),
            prefixes.depth(),
            List.of(),
            prefixes.most()));
  }

  @Test
  void defaultsInTheTextAreTheOnesInForce() {
    assertThat(defaultOf("--web.listen-address"))
        .isEqualTo(WebSettings.DEFAULT_LISTEN_ADDRESS.toString());
    assertThat(defaultOf("--web.telemetry-path")).isEqualTo(WebSettings.DEFAULT_TELEMETRY_PATH);
    assertThat(defaultOf("--etcd.timeout"))
        .isEqualTo(ScrapeSettings.DEFAULT_TIMEOUT.toSeconds() + "s");
    assertThat(defaultOf("--scrape.timeout-offset"))
        .isEqualTo(ScrapeSettings.DEFAULT_TIMEOUT_OFFSET.toMillis() + "ms");
    KeyspaceSettings keyspace = KeyspaceSettings.DEFAULT;
    assertThat(defaultOf("--keyspace")).isEqualTo(keyspace.on() ? "on" : "off");
    assertThat(When.parse(defaultOf("--keyspace.watch"))).isEqualTo(keyspace.watch());
    assertThat(When.parse(defaultOf("--keyspace.on"))).isEqualTo(keyspace.scan());
    assertThat(Units.duration(defaultOf("--keyspace.scan-interval")))
        .isEqualTo(keyspace.scanning().interval());
    assertThat(defaultOf("--keyspace.scan-values")).isEqualTo("" + keyspace.scanning().values());
    assertThat(Units.bytes(defaultOf("--keyspace.scan-bytes-per-second")))
        .isEqualTo(keyspace.scanning().bytesPerSecond());
    assertThat(defaultOf("--keyspace.scan-keys-per-second"))
        .isEqualTo("" + keyspace.scanning().keysPerSecond());
    assertThat(defaultOf("--keyspace.max-resume")).isEqualTo("" + keyspace.maxResume());
    assertThat(defaultOf("--keyspace.hide-keys")).isEqualTo("" + keyspace.hideKeys());
    assertThat(PrefixSettings.Layout.parse(defaultOf("--keyspace.layout")))
        .isEqualTo(keyspace.prefixes().layout());
    assertThat(defaultOf("--keyspace.namespaces")).isEqualTo("" + keyspace.prefixes().namespaces());
    assertThat(defaultOf("--keyspace.depth")).isEqualTo("" + keyspace.prefixes().depth());
    assertThat(defaultOf("--keyspace.max-prefixes")).isEqualTo("" + keyspace.prefixes().most());
    MaintenanceSettings maintenance = MaintenanceSettings.DEFAULT;
    assertThat(defaultOf("--maintenance.enabled")).isEqualTo("" + maintenance.enabled());
    assertThat(Units.duration(defaultOf("--maintenance.interval")))
        .isEqualTo(maintenance.interval());
    assertThat(Units.duration(defaultOf("--maintenance.cool-down")))
        .isEqualTo(maintenance.coolDown());
    assertThat(Units.duration(defaultOf("--cool-down"))).isEqualTo(maintenance.coolDown());
    assertThat(Double.parseDouble(defaultOf("--fragmentation")))
        .isEqualTo(Thresholds.DEFAULT.fragmentation());
    assertThat(Units.bytes(defaultOf("--worth-bytes"))).isEqualTo(Thresholds.DEFAULT.worthBytes());
    assertThat(defaultOf("--log.level")).isEqualTo(option("--log.level").defaultValue());
    assertThat(defaultOf("--log.format")).isEqualTo(option("--log.format").defaultValue());
  }

  private static OptionSpec option(String flag) {
    CommandLine line = Main.commandLine(new Environment(Map.of()), System.out, System.err);
    return line.getSubcommands().values().stream()
        .map(command -> command.getCommandSpec().findOption(flag))
        .filter(Objects::nonNull)
        .findFirst()
        .orElseThrow();
  }

  private static String defaultOf(String flag) {
    return found(DEFAULT, String.join(" ", option(flag).description())).replace("`", "");
  }
}
