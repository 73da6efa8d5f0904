package dev.etcdstorage.exporter.cli;

import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.text.OwnCommand;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * How this program is called where it runs; the one place that knows. In a pod a variable says so,
 * and what the pod's other variables say need not be repeated; elsewhere everything is written out,
 * for any shell.
 *
 * @param command that runs now
 */
record CommandHere(FlagVariables variables, CommandSpec command) {
  /** Such as {@code kubectl -n kube-system exec POD -- etcd-storage-exporter}. */
  static final String VARIABLE = "ETCD_STORAGE_EXPORTER_COMMAND";

  /** For a cluster of this command's configuration. */
  OwnCommand of(ClusterConfig cluster, Optional<Path> file) {
    return new OwnCommand(
        program(), file.map(named -> inFile(cluster, named)).orElseGet(() -> byFlags(cluster)));
  }

  /**
   * The command that runs now, with changed flags.
   *
   * @param without a flag that was typed
   * @param and additional flags
   */
  String again(String without, String and) {
    List<String> words = new ArrayList<>(List.of(program()));
    command.root().commandLine().getParseResult().originalArgs().stream()
        .filter(word -> !word.equals(without))
        .map(EtcdFlags::quoted)
        .forEach(words::add);
    words.add(and);
    return String.join(" ", words);
  }

  private Optional<String> ofThisPlace() {
    return Optional.ofNullable(variables.environment().get(VARIABLE))
        .filter(text -> !text.isBlank());
  }

  private String program() {
    return ofThisPlace().orElse(OwnCommand.NAME);
  }

  private String inFile(ClusterConfig cluster, Path file) {
    List<String> words = new ArrayList<>();
    if (!knownHere().contains(ConfigFileOption.FLAG)) {
      words.add(ConfigFileOption.FLAG + " " + EtcdFlags.quoted(file.toAbsolutePath().toString()));
    }
    cluster.name().ifPresent(name -> words.add(TargetOption.FLAG + " " + name));
    return String.join(" ", words);
  }

  private String byFlags(ClusterConfig cluster) {
    return EtcdFlags.of(cluster, knownHere());
  }

  /** Flags whose values the next command finds by itself. */
  private Set<String> knownHere() {
    List<String> typed = ConfigFileOption.given(command);
    return ofThisPlace().isEmpty()
        ? Set.of()
        : command.options().stream()
            .filter(flag -> variables.nameFor(flag).isPresent())
            .map(OptionSpec::longestName)
            .filter(flag -> !typed.contains(flag))
            .collect(Collectors.toUnmodifiableSet());
  }
}
