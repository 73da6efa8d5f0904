package dev.etcdstorage.exporter.cli;

import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.config.ExporterConfig;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The clusters of the configuration file that a command works on. */
@Command(optionListHeading = "Configuration file")
final class TargetOption {
  static final String FLAG = "--target";

  @Mixin private final ConfigFileOption file = new ConfigFileOption();

  @Option(
      names = FLAG,
      paramLabel = "NAME",
      description =
          "Name of a cluster in the configuration file. Without it, check looks at all of"
              + " them; defrag, recover and analyze need it where there are several.")
  private Optional<String> target = Optional.empty();

  /**
   * Reads the file, if there is one, and keeps the wanted clusters.
   *
   * @param effective flags that the command also takes beside the file
   * @throws UsageException for a flag that would have no effect, and a name that is not in the file
   * @throws dev.etcdstorage.exporter.config.ConfigException for an error in the file
   */
  Optional<ExporterConfig> load(CommandSpec command, Set<String> effective) {
    Set<String> withTarget = new HashSet<>(effective);
    withTarget.add(FLAG);
    Optional<ExporterConfig> config = file.load(command, withTarget);
    if (config.isEmpty() && target.isPresent()) {
      throw new UsageException(
          FLAG + " is a name in a configuration file; give " + ConfigFileOption.FLAG + " too");
    }
    return config.map(this::chosen);
  }

  /**
   * Like {@link #load}, for a command that changes a single cluster.
   *
   * @throws UsageException if several are left
   */
  Optional<ExporterConfig> loadOne(CommandSpec command, Set<String> effective) {
    Optional<ExporterConfig> config = load(command, effective);
    config
        .filter(several -> several.clusters().size() > 1)
        .ifPresent(
            several -> {
              throw new UsageException(
                  "the configuration file has several clusters; name one of them with "
                      + FLAG
                      + ": "
                      + names(several));
            });
    return config;
  }

  /** The file in use, if there is one. */
  Optional<Path> file(CommandSpec command) {
    return file.file(command);
  }

  private ExporterConfig chosen(ExporterConfig config) {
    if (target.isEmpty()) {
      return config;
    }
    List<ClusterConfig> left =
        config.clusters().stream().filter(cluster -> cluster.name().equals(target)).toList();
    if (left.isEmpty()) {
      throw new UsageException(
          FLAG
              + ": no cluster of the configuration file has that name; "
              + (names(config).isEmpty()
                  ? "its one cluster has none"
                  : "there are " + names(config)));
    }
    return config.withClusters(left);
  }

  private static String names(ExporterConfig config) {
    return config.clusters().stream()
        .flatMap(cluster -> cluster.name().stream())
        .collect(Collectors.joining(", "));
  }
}
