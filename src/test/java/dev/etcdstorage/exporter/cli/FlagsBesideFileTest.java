package dev.etcdstorage.exporter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Beside {@code --config.file} every flag of every command has an effect or is refused by its name;
 * none is passed over in silence. The flags are those that the parser knows.
 */
class FlagsBesideFileTest {
  /** Of a value that no flag takes, one that has an effect must complain. */
  private static final String NO_VALUE = "=?";

  @TempDir static Path folder;
  private static Path file;

  @BeforeAll
  static void writeFile() throws IOException {
    file = folder.resolve("exporter.yaml");
    // Nobody listens on port 1.
    Files.writeString(file, "clusters:\n  - endpoints: [http://127.0.0.1:1]\n");
  }

  private record Flag(String command, OptionSpec option) {
    String name() {
      return option.longestName();
    }

    @Override
    public String toString() {
      return command + " " + name();
    }
  }

  private static Stream<CommandLine> commands() {
    return Main.commandLine(Map.of(), System.out, System.err).getSubcommands().values().stream();
  }

  static Stream<Flag> flagsBesideTheFile() {
    return commands()
        .filter(command -> command.getCommandSpec().findOption("--config.file") != null)
        .flatMap(
            command ->
                command.getCommandSpec().options().stream()
                    .filter(option -> !option.usageHelp() && !option.versionHelp())
                    .map(option -> new Flag(command.getCommandName(), option)))
        .filter(flag -> !flag.name().equals("--config.file"));
  }

  private static MainRun run(String command, String... flags) {
    List<String> words = new ArrayList<>(List.of(command, "--config.file=" + file));
    words.addAll(List.of(flags));
    return MainRun.of(words.toArray(String[]::new));
  }

  private static final String DEFRAG_LOOKS = "REFUSES  member_unreachable";
  private static final String RECOVER_LOOKS = "REFUSED by the guard member_unreachable";
  private static final String ANALYZE_LOOKS = "no member with a vote answers: 127.0.0.1:1: ";

  /** Flags that complain of no value, each with what shows that they were taken. */
  private static final Map<String, String> EFFECTS =
      Map.ofEntries(
          Map.entry("serve --config.check", "configuration is fine"),
          Map.entry("check --scan", "no member answers that could be scanned"),
          Map.entry("defrag --dry-run", DEFRAG_LOOKS),
          Map.entry("defrag --yes", DEFRAG_LOOKS),
          Map.entry("defrag --allow-single-member", DEFRAG_LOOKS),
          Map.entry("defrag --stop-file", DEFRAG_LOOKS),
          Map.entry("defrag --data-dir", DEFRAG_LOOKS),
          Map.entry("recover --dry-run", RECOVER_LOOKS),
          Map.entry("recover --no-snapshot", RECOVER_LOOKS),
          Map.entry("recover --snapshot-dir", RECOVER_LOOKS),
          Map.entry("recover --snapshot-file", RECOVER_LOOKS),
          Map.entry("recover --audit-log", RECOVER_LOOKS),
          Map.entry("recover --data-dir", RECOVER_LOOKS),
          Map.entry("recover --allow-unsafe-version", RECOVER_LOOKS),
          Map.entry("recover --stop-file", RECOVER_LOOKS),
          Map.entry("analyze --compare", ANALYZE_LOOKS),
          Map.entry("analyze --snapshot-file", ANALYZE_LOOKS));

  @ParameterizedTest
  @MethodSource("flagsBesideTheFile")
  void flagHasAnEffectOrIsRefusedByName(Flag flag) {
    boolean isSwitch = flag.option().arity().max() == 0;
    String text = flag.name() + (isSwitch ? "" : NO_VALUE);
    String effect = EFFECTS.get(flag.toString());

    MainRun run =
        switch (flag.command()) {
          case "serve" -> serve(flag, text);
          case "check" -> check(flag, text);
          default -> run(flag.command(), text);
        };

    if (effect != null) {
      assertThat(run.out() + run.err()).contains(effect);
    } else {
      assertThat(run.out()).isEmpty();
      assertThat(run.err()).startsWith("error: ").contains(flag.name());
      assertThat(run.code()).isEqualTo(flag.command().equals("check") ? 3 : 2);
    }
  }

  private static MainRun serve(Flag flag, String text) {
    return flag.name().equals("--config.check")
        ? run("serve", text)
        : run("serve", "--config.check", text);
  }

  private static MainRun check(Flag flag, String text) {
    return flag.name().equals("--interval")
        ? run("check", text)
        : run("check", "--interval=0", text);
  }

  /**
   * Flags with a value that is right; of a wrong one the value is complained of first.
   *
   * @param typed together, as one may need the other
   */
  private record Typed(String command, List<String> typed) {
    List<String> names() {
      return typed.stream().map(flag -> flag.replaceFirst("=.*", "")).toList();
    }

    @Override
    public String toString() {
      return command + " " + String.join(" ", typed);
    }
  }

  /** What the file says instead: for serve all of it, for the others how to reach etcd. */
  static Stream<Typed> flagsThatTheFileReplaces() {
    return Stream.of("serve", "check", "defrag", "recover", "analyze")
        .flatMap(
            command ->
                FlagsAndKeysTest.rows()
                    .filter(row -> !row.flags().isEmpty())
                    .filter(row -> command.equals("serve") || row.others().isEmpty())
                    .map(row -> new Typed(command, row.flags())));
  }

  @ParameterizedTest
  @MethodSource("flagsThatTheFileReplaces")
  void flagThatTheFileReplacesIsRefusedThoughItsValueIsRight(Typed flags) {
    List<String> words = new ArrayList<>(flags.typed());
    // Should it not be refused, the command is to end soon all the same.
    switch (flags.command()) {
      case "serve" -> words.add("--config.check");
      case "check" -> words.add("--interval=0");
      default -> {}
    }

    MainRun run = run(flags.command(), words.toArray(String[]::new));

    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("error: --config.file replaces ").contains(flags.names());
    assertThat(run.code()).isEqualTo(flags.command().equals("check") ? 3 : 2);
  }

  static Stream<String> flagsOfMaintenance() {
    return FlagsAndKeysTest.rows()
        .flatMap(row -> row.flags().stream())
        .filter(flag -> flag.startsWith("--maintenance."))
        .filter(flag -> !flag.equals("--maintenance.enabled"));
  }

  @ParameterizedTest
  @MethodSource("flagsOfMaintenance")
  void flagOfMaintenanceIsRefusedWhereItIsNotEnabled(String flag) {
    MainRun run = MainRun.of("serve", "--config.check", "--endpoints=http://127.0.0.1:1", flag);

    assertThat(run.err())
        .startsWith("error: flags --maintenance.* have no effect without --maintenance.enabled");
    assertThat(run.code()).isEqualTo(2);
  }

  @Test
  void commandsThatTakeNoFileSaySo() {
    List<String> without =
        commands()
            .filter(command -> command.getCommandSpec().findOption("--config.file") == null)
            .map(CommandLine::getCommandName)
            .toList();
    assertThat(without).containsExactly("health");
    for (String command : without) {
      MainRun run = run(command);

      assertThat(run.err()).startsWith("error: unknown flag --config.file");
      assertThat(run.code()).isEqualTo(2);
    }
  }
}
