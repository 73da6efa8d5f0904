package dev.etcdstorage.exporter.cli;

import dev.etcdstorage.exporter.config.ExporterConfig;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** A command whose flags and variables were read, and that was not run. */
record ParsedCommand(CommandSpec spec) {
  static ParsedCommand of(Map<String, String> environment, String command, List<String> flags) {
    CommandLine line = Main.commandLine(environment, System.out, System.err);
    String[] words = Stream.concat(Stream.of(command), flags.stream()).toArray(String[]::new);
    return new ParsedCommand(line.parseArgs(words).subcommand().commandSpec());
  }

  static ParsedCommand of(String command, String... flags) {
    return of(Map.of(), command, List.of(flags));
  }

  /** All commands, in the order of the help. */
  static Stream<CommandSpec> all() {
    return Main.commandLine(Map.of(), System.out, System.err).getSubcommands().values().stream()
        .map(CommandLine::getCommandSpec);
  }

  /** The flags of a command by which it is told something; not those for help. */
  static List<String> flags(CommandSpec command) {
    return command.options().stream()
        .filter(option -> !option.usageHelp() && !option.versionHelp() && !option.hidden())
        .map(OptionSpec::longestName)
        .toList();
  }

  /** Of {@code serve}. */
  ExporterConfig config() {
    return ((ServeCommand) spec.userObject()).config();
  }

  /** The flags of this class. */
  <T> T options(Class<T> type) {
    return spec.mixins().values().stream()
        .map(CommandSpec::userObject)
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst()
        .orElseThrow();
  }
}
