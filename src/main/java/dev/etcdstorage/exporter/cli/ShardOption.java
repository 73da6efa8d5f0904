package dev.etcdstorage.exporter.cli;

import dev.etcdstorage.exporter.config.ConfigException;
import dev.etcdstorage.exporter.config.ExporterConfig;
import dev.etcdstorage.exporter.config.SettingException;
import dev.etcdstorage.exporter.config.Shard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Several exporters that share the clusters of one configuration file. */
@Command(optionListHeading = "Shards")
final class ShardOption {
  static final String FLAG = "--shard";

  private static final Logger LOG = LoggerFactory.getLogger("cli");
  private static final Path HOST = Path.of("/proc/sys/kernel/hostname");

  @Option(
      names = FLAG,
      paramLabel = "INDEX/TOTAL",
      description =
          "Watch only those clusters of the configuration file that are in this shard, such as 0/4, by"
              + " a hash of their names. auto/4 takes the index from the end of the host's name, as in"
              + " a StatefulSet's pods. Without the flag: all clusters.")
  private Optional<Shard> shard = Optional.empty();

  /**
   * With this exporter's shard, from the flag or the file, and its index.
   *
   * @param file of the configuration, if it is from one
   * @param variables of the process; a container's runtime sets the host's name there
   * @throws SettingException for an error in the flag
   * @throws ConfigException for an error in the file
   */
  ExporterConfig applyTo(ExporterConfig config, Optional<Path> file, FlagVariables variables) {
    if (shard.isPresent() && config.shard().isPresent()) {
      throw new SettingException(
          "shard", "the configuration file has the key shard too; leave out one of the two");
    }
    Optional<Shard> own = shard.or(config::shard);
    if (own.isEmpty()) {
      return config;
    }
    try {
      return config.withShard(at(own.get(), host(variables)));
    } catch (SettingException e) {
      if (shard.isPresent() || file.isEmpty()) {
        throw e;
      }
      throw new ConfigException(file.get(), e.setting() + ": " + e.getMessage());
    }
  }

  private static Shard at(Shard told, String host) {
    Shard own = told.at(host);
    if (own.total() != told.total()) {
      LOG.atWarn()
          .addKeyValue("host", host)
          .addKeyValue("shard", told.toString())
          .log(
              "this host's number is beyond the last shard; it watches what is its own as one shard"
                  + " more, until it is stopped or TOTAL is raised");
    }
    return own;
  }

  private static String host(FlagVariables variables) {
    String name = variables.environment().getOrDefault("HOSTNAME", "");
    if (!name.isBlank()) {
      return name.strip();
    }
    try {
      return Files.readString(HOST).strip();
    } catch (IOException e) {
      return "";
    }
  }
}
