package dev.etcdstorage.exporter.cli;

import dev.etcdstorage.exporter.config.ConfigFile;
import dev.etcdstorage.exporter.config.ExporterConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** The configuration file, which has the settings of the flags for many clusters. */
@Command(optionListHeading = "Configuration file")
final class ConfigFileOption {
  static final String FLAG = "--config.file";
  static final String VARIABLE = "ETCD_STORAGE_EXPORTER_CONFIG_FILE";

  @Option(
      names = FLAG,
      paramLabel = "FILE",
      description =
          "YAML with the settings of serve, for one cluster or many. It replaces the flags for"
              + " these settings, and etcdctl's variables; --endpoints overrides a file of the"
              + " variable. Variable: "
              + VARIABLE
              + ".")
  private Optional<Path> file = Optional.empty();

  /**
   * Reads the file, if there is one. A flag beside it must have an effect or be refused: otherwise
   * the user would rely on it in vain.
   *
   * @param effective flags that the command also takes beside the file; those of the log and the
   *     file's own always count
   * @throws UsageException that names the others
   * @throws dev.etcdstorage.exporter.config.ConfigException for an error in the file
   */
  Optional<ExporterConfig> load(CommandSpec command, Set<String> effective) {
    Optional<Path> used = file(command);
    if (used.isEmpty()) {
      return Optional.empty();
    }
    List<String> given = given(command);
    boolean typed = given.contains(FLAG);
    List<String> replaced =
        given.stream()
            .filter(flag -> !effective.contains(flag))
            .filter(flag -> !flag.startsWith("--log.") && !flag.equals(FLAG))
            .toList();
    if (!replaced.isEmpty()) {
      throw new UsageException(
          (typed ? FLAG : VARIABLE)
              + " replaces "
              + String.join(", ", replaced)
              + "; set that in the file, or "
              + (typed ? "leave the file out" : "give --endpoints too, which replaces the file"));
    }
    return used.map(ConfigFile::load);
  }

  /** The file in use, if there is one. */
  Optional<Path> file(CommandSpec command) {
    List<String> given = given(command);
    return file.filter(named -> given.contains(FLAG) || !given.contains("--endpoints"));
  }

  /** The flags of one of the command's classes, by their longest names. */
  static Set<String> flagsOf(CommandSpec command, Object options) {
    return command.mixins().values().stream()
        .filter(mixin -> mixin.userObject() == options)
        .flatMap(mixin -> mixin.options().stream())
        .map(OptionSpec::longestName)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The flags that were typed, by their longest names, without variables and defaults. */
  static List<String> given(CommandSpec command) {
    return command.commandLine().getParseResult().matchedOptions().stream()
        .map(OptionSpec::longestName)
        .distinct()
        .toList();
  }
}
