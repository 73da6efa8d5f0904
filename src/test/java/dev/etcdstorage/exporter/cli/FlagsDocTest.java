package dev.etcdstorage.exporter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.cli.FlagHelp.Section;
import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.config.ConfigFile;
import dev.etcdstorage.exporter.config.ExporterConfig;
import dev.etcdstorage.exporter.config.KeyspaceSettings;
import dev.etcdstorage.exporter.config.MaintenanceSettings;
import dev.etcdstorage.exporter.config.PrefixPattern;
import dev.etcdstorage.exporter.config.PrefixSettings;
import dev.etcdstorage.exporter.config.ScrapeSettings;
import dev.etcdstorage.exporter.config.WebSettings;
import dev.etcdstorage.exporter.testkit.data.CommittedFile;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

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

  private static final String DEFAULT_VALUE = "Default: ${DEFAULT-VALUE}";
  private static final String ENDPOINT = "--endpoints=http://127.0.0.1:2379";

  private static final String TABLE =
      "\n| flag | variable | default | meaning |\n|---|---|---|---|\n";

  @Test
  void pageIsAsTheCommandLineSays() throws IOException {
    CommandLine line = Main.commandLine(Map.of(), System.out, System.err);
    StringBuilder page =
        new StringBuilder(
            """
            # Flags and configuration file

            <!-- Generated from the command line (cli): ./mvnw test -Ddocs.write=true -->

            Flags have the same names as etcdctl's where it has them, and fall back to its variables. Exit codes:
            0 success, 1 cannot start or run, 2 wrong usage; check has those of monitoring plugins.
            """);
    line.getSubcommands().forEach((name, command) -> append(page, name, command.getCommandSpec()));
    page.append(
            """

            ## Configuration file

            `--config.file` has the same settings for many clusters and replaces the flags for etcd, web,
            scrape, keyspace and maintenance: none of those may be given with it. SIGHUP and
            `POST /-/reload` read it again; a file that cannot be used changes nothing. `clusterFiles` are
            [followed without either](many-clusters.md#a-file-for-each-cluster). All keys, as in
            [exporter.yaml](exporter.yaml):

            ```yaml
            """)
        .append(Files.readString(EXAMPLE))
        .append("```\n");

    CommittedFile.assertCurrent(Path.of("docs/flags.md"), page.toString(), "docs.write");
  }

  private static void append(StringBuilder page, String name, CommandSpec command) {
    command.defaultValueProvider(FlagHelp::shownDefault);
    page.append("\n## ")
        .append(name)
        .append("\n\n")
        .append(String.join(" ", command.usageMessage().description()))
        .append("\n");
    FlagHelp.sections(command).stream()
        .sorted(Comparator.comparing(section -> section.heading().isEmpty()))
        .forEach(section -> append(page, section));
  }

  private static void append(StringBuilder page, Section section) {
    page.append("\n### ")
        .append(section.heading().isEmpty() ? "Other" : section.heading())
        .append("\n")
        .append(TABLE);
    section.options().forEach(option -> append(page, option));
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
    assertThat(config.web().telemetryPath()).isEqualTo(WebSettings.DEFAULT.telemetryPath());
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

  /** What is not a value but tells in words what happens without the flag. */
  private static final Set<String> DEFAULTS_IN_WORDS = Set.of("--etcd.metrics-url", "--audit-log");

  private static Stream<OptionSpec> options() {
    return ParsedCommand.all().flatMap(command -> command.options().stream());
  }

  @Test
  void noDefaultIsTypedByHand() {
    assertThat(options())
        .filteredOn(option -> option.userObject() instanceof Field)
        .filteredOn(option -> !DEFAULTS_IN_WORDS.contains(option.longestName()))
        .hasSizeGreaterThan(40)
        .allSatisfy(
            option ->
                assertThat(typedDescription(option).replace(DEFAULT_VALUE, ""))
                    .doesNotContain("Default:"));
  }

  private static String typedDescription(OptionSpec option) {
    Option annotation = ((Field) option.userObject()).getAnnotation(Option.class);
    return String.join(" ", annotation.description());
  }

  /** As a flag it is read as the very default. */
  @Test
  void defaultInTheTextIsTheOneInForce() {
    ExporterConfig defaults = ParsedCommand.of("serve", ENDPOINT).config();
    List<OptionSpec> shown =
        ParsedCommand.all()
            .filter(command -> command.name().equals("serve"))
            .flatMap(command -> command.options().stream())
            .filter(option -> String.join(" ", option.description()).contains("Default:"))
            .filter(option -> !DEFAULTS_IN_WORDS.contains(option.longestName()))
            .filter(option -> option.arity().max() > 0)
            .toList();

    assertThat(shown).hasSizeGreaterThan(15);
    assertThat(shown)
        .allSatisfy(
            option -> {
              String flag = option.longestName() + "=" + FlagHelp.shownDefault(option);
              List<String> enabled =
                  flag.startsWith("--maintenance.")
                      ? List.of("--maintenance.enabled")
                      : List.<String>of();
              List<String> flags =
                  Stream.concat(enabled.stream(), Stream.of(ENDPOINT, flag)).toList();
              ExporterConfig expected =
                  enabled.isEmpty()
                      ? defaults
                      : ParsedCommand.of("serve", ENDPOINT, "--maintenance.enabled").config();
              assertThat(ParsedCommand.of(Map.of(), "serve", flags).config())
                  .as(flag)
                  .isEqualTo(expected);
            });
  }
}
