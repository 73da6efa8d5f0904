package dev.etcdstorage.exporter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.config.ConfigFile;
import dev.etcdstorage.exporter.config.ExporterConfig;
import dev.etcdstorage.exporter.config.ScrapeSettings;
import dev.etcdstorage.exporter.config.WebSettings;
import dev.etcdstorage.exporter.testkit.CommittedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
            0 fine, 1 cannot start or run, 2 wrong usage.
            """);
    line.getSubcommands().forEach((name, command) -> append(page, name, command.getCommandSpec()));
    page.append(
            """

            ## Configuration file

            `--config.file` says the same for many clusters and replaces the flags for etcd, web and
            scrape. SIGHUP and `POST /-/reload` read it again; a file that cannot be used changes
            nothing. All keys, as in [exporter.yaml](exporter.yaml):

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
  void exampleIsLoadedAndSetsEveryKey() {
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
  }

  @Test
  void defaultsInTheTextAreTheOnesInForce() {
    CommandLine line = Main.commandLine(new Environment(Map.of()), System.out, System.err);
    Map<String, OptionSpec> options =
        line.getSubcommands().get("serve").getCommandSpec().optionsMap();

    assertThat(defaultOf(options, "--web.listen-address"))
        .isEqualTo(WebSettings.DEFAULT_LISTEN_ADDRESS.toString());
    assertThat(defaultOf(options, "--web.telemetry-path"))
        .isEqualTo(WebSettings.DEFAULT_TELEMETRY_PATH);
    assertThat(defaultOf(options, "--etcd.timeout"))
        .isEqualTo(ScrapeSettings.DEFAULT_TIMEOUT.toSeconds() + "s");
    assertThat(defaultOf(options, "--scrape.timeout-offset"))
        .isEqualTo(ScrapeSettings.DEFAULT_TIMEOUT_OFFSET.toMillis() + "ms");
    assertThat(defaultOf(options, "--log.level"))
        .isEqualTo(options.get("--log.level").defaultValue());
    assertThat(defaultOf(options, "--log.format"))
        .isEqualTo(options.get("--log.format").defaultValue());
  }

  private static String defaultOf(Map<String, OptionSpec> options, String flag) {
    return found(DEFAULT, String.join(" ", options.get(flag).description())).replace("`", "");
  }
}
