package dev.etcdstorage.exporter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.cli.FlagHelp.Section;
import dev.etcdstorage.exporter.testkit.data.CommittedFile;
import dev.etcdstorage.exporter.testkit.util.Shell;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The man page and the completion of the distribution, as the command line has them. */
class ShareTest {
  private static final String NAME = "etcd-storage-exporter";
  private static final Path SHARE = Path.of("src/main/dist/share");
  private static final Path COMPLETION = SHARE.resolve("bash-completion/completions/" + NAME);
  private static final Path MAN = SHARE.resolve("man/man1/" + NAME + ".1");

  private static final String HEAD =
      """
      .\\" Generated from the command line (cli): ./mvnw test -Ddocs.write=true
      .TH ETCD-STORAGE-EXPORTER 1
      .SH NAME
      etcd\\-storage\\-exporter \\- how full etcd's storage is, what fills it, when it stops, and what to do
      .SH SYNOPSIS
      .B etcd\\-storage\\-exporter
      .I COMMAND
      .RI [ OPTIONS ]
      .SH DESCRIPTION
      Each command has the options below. Those named as in etcdctl fall back to its variables.
      .SH EXIT STATUS
      0 fine, 1 cannot start or run, 2 wrong usage;
      .B check
      has those of monitoring plugins.
      """;

  private static CommandLine commandLine() {
    return Main.commandLine(Map.of(), System.out, System.err);
  }

  @Test
  void theCompletionIsWhatPicocliMakes() {
    CommittedFile.assertCurrent(COMPLETION, AutoComplete.bash(NAME, commandLine()), "docs.write");
  }

  @ParameterizedTest
  @CsvSource({
    "che, check",
    "serve --web.conf, --web.config.file",
    "defrag --allow, --allow-single-member",
    "check --output J, JSON"
  })
  void bashCompletes(String typed, String found) {
    List<String> words = List.of((NAME + " " + typed).split(" ", -1));

    Shell.Result said =
        Shell.lenient(
            """
            shopt -s progcomp
            source '%s'
            COMP_WORDS=(%s)
            COMP_CWORD=%d
            COMP_LINE='%s'
            _complete_%s
            printf '%%s\\n' "${COMPREPLY[@]}"
            """
                .formatted(
                    COMPLETION,
                    String.join(" ", words),
                    words.size() - 1,
                    String.join(" ", words),
                    NAME),
            Map.of());

    assertThat(said.output().lines().map(String::strip)).contains(found);
  }

  @Test
  void theManPageIsAsTheCommandLineSays() {
    StringBuilder page = new StringBuilder(HEAD);
    commandLine()
        .getSubcommands()
        .forEach(
            (name, command) -> {
              page.append(".SH ").append(roff(name.toUpperCase(Locale.ROOT)));
              append(page.append('\n'), command.getCommandSpec());
            });
    page.append(".SH SEE ALSO\n.BR etcd (1),\n.BR etcdctl (1)\n");

    CommittedFile.assertCurrent(MAN, page.toString(), "docs.write");
  }

  private static void append(StringBuilder page, CommandSpec command) {
    command.defaultValueProvider(FlagHelp::shownDefault);
    page.append(roff(String.join(" ", command.usageMessage().description()))).append('\n');
    List<Section> sections =
        FlagHelp.sections(command).stream()
            .sorted(Comparator.comparing(section -> section.heading().isEmpty()))
            .toList();
    for (Section section : sections) {
      page.append(".SS ")
          .append(section.heading().isEmpty() ? "Other" : roff(section.heading()))
          .append('\n');
      section.options().forEach(option -> append(page, option));
    }
  }

  private static void append(StringBuilder page, OptionSpec option) {
    page.append(".TP\n\\fB").append(roff(String.join(", ", option.names()))).append("\\fR");
    if (option.arity().max() > 0) {
      page.append(" \\fI").append(roff(option.paramLabel())).append("\\fR");
    }
    page.append('\n').append(roff(String.join(" ", option.description()))).append('\n');
  }

  /** A line of text: a dash as on the keyboard, and no request at its beginning. */
  private static String roff(String text) {
    String escaped = text.replace("\\", "\\e").replace("-", "\\-").strip();
    return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
  }
}
