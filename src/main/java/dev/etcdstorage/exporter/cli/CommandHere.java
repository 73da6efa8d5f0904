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
 * The one place that says how this program is called where it runs. In a pod a variable says so,
 * and what the pod's other variables say need not be repeated; elsewhere it is all said, for any
 * shell.
 *
 * @param command that runs now
 */
record CommandHere(FlagVariables variables, CommandSpec command) {
  /** Such as {@code kubectl -n kube-system exec POD -- etcd-storage-exporter}. */
  static final String VARIABLE = "ETCD_STORAGE_EXPORTER_COMMAND";

  /** Of a cluster that this command was told of. */
  OwnCommand of(ClusterConfig cluster, Optional<Path> file) {
    return new OwnCommand(
        program(), file.map(named -> inFile(cluster, named)).orElseGet(() -> byFlags(cluster)));
  }

  /**
   * The command that runs now, with other flags of its own.
   *
   * @param without a flag that was typed
   * @param and flags besides those that were
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
