package dev.etcdstorage.exporter.cli;

import dev.etcdstorage.exporter.config.ConfigFile;
import dev.etcdstorage.exporter.config.ExporterConfig;
import dev.etcdstorage.exporter.config.ListenAddress;
import dev.etcdstorage.exporter.config.ScrapeSettings;
import dev.etcdstorage.exporter.config.Units;
import dev.etcdstorage.exporter.config.WebSettings;
import dev.etcdstorage.exporter.storage.Thresholds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The flags of the daemon, or the file that says the same. */
final class ServeOptions {
  private static final Set<String> BESIDE_FILE =
      Set.of("--config.file", "--config.check", "--log.level", "--log.format");

  @ArgGroup(exclusive = false, validate = false, heading = "%netcd:%n", order = 0)
  private EtcdOptions etcd = new EtcdOptions();

  @ArgGroup(exclusive = false, validate = false, heading = "%nWeb:%n", order = 1)
  private Web web = new Web();

  @ArgGroup(exclusive = false, validate = false, heading = "%nScrape:%n", order = 2)
  private Scrape scrape = new Scrape();

  @ArgGroup(exclusive = false, validate = false, heading = "%nKeyspace:%n", order = 3)
  private KeyspaceOptions keyspace = new KeyspaceOptions();

  @ArgGroup(exclusive = false, validate = false, heading = "%nMaintenance:%n", order = 4)
  private MaintenanceOptions maintenance = new MaintenanceOptions();

  @ArgGroup(exclusive = false, validate = false, heading = "%nConfiguration file:%n", order = 5)
  private ConfigFlags config = new ConfigFlags();

  static final class Web {
    @Option(
        names = "--web.listen-address",
        paramLabel = "[HOST]:PORT",
        description = "Where to listen. May be repeated. Default: :10027.")
    private @Nullable List<String> listenAddresses;

    @Option(
        names = "--web.telemetry-path",
        paramLabel = "PATH",
        description = "Path of the metrics page. Default: /metrics.")
    private @Nullable String telemetryPath;

    @Option(
        names = "--web.config.file",
        paramLabel = "FILE",
        description = "TLS, client certificates, users and headers, in exporter-toolkit's format.")
    private @Nullable String configFile;

    WebSettings settings() {
      List<ListenAddress> addresses = new ArrayList<>();
      if (listenAddresses == null) {
        addresses.add(WebSettings.DEFAULT_LISTEN_ADDRESS);
      } else {
        for (String text : listenAddresses) {
          addresses.add(Environment.read(text, "--web.listen-address", ListenAddress::parse));
        }
      }
      String path = telemetryPath == null ? WebSettings.DEFAULT_TELEMETRY_PATH : telemetryPath;
      Optional<Path> file =
          Optional.ofNullable(configFile)
              .map(name -> Environment.read(name, "--web.config.file", Environment::file));
      return Environment.check(
          Map.of(
              "listenAddresses", "--web.listen-address", "telemetryPath", "--web.telemetry-path"),
          () -> new WebSettings(addresses, path, file));
    }
  }

  static final class Scrape {
    @Option(
        names = "--etcd.timeout",
        paramLabel = "DURATION",
        description =
            "The most that one member may take, whatever the scraper allows. Default: 5s.")
    private @Nullable String timeout;

    @Option(
        names = "--scrape.timeout-offset",
        paramLabel = "DURATION",
        description =
            "Taken off the scraper's own timeout, so that the page still arrives in time."
                + " Default: 500ms.")
    private @Nullable String offset;

    ScrapeSettings settings() {
      Duration limit =
          timeout == null
              ? ScrapeSettings.DEFAULT_TIMEOUT
              : Environment.read(timeout, "--etcd.timeout", Units::duration);
      Duration off =
          offset == null
              ? ScrapeSettings.DEFAULT_TIMEOUT_OFFSET
              : Environment.read(offset, "--scrape.timeout-offset", Units::duration);
      return Environment.check(
          Map.of("timeout", "--etcd.timeout", "timeoutOffset", "--scrape.timeout-offset"),
          () -> new ScrapeSettings(limit, off));
    }
  }

  static final class ConfigFlags {
    @Option(
        names = "--config.file",
        paramLabel = "FILE",
        description = "YAML with the same settings, for many clusters; replaces the flags above.")
    private @Nullable String file;

    @Option(
        names = "--config.check",
        description =
            "Check flags, file and certificates, then end: 0 if all is well, else 1 or 2.")
    private boolean check;
  }

  boolean checkOnly() {
    return config.check;
  }

  /**
   * Reads the configuration; a reload reads it again.
   *
   * @throws UsageException for flags and variables
   * @throws dev.etcdstorage.exporter.config.ConfigException for files
   */
  ExporterConfig load(Environment env, GivenFlags given) {
    etcd.refuseSecrets();
    if (config.file == null) {
      return new ExporterConfig(
          List.of(etcd.toConfig(env)),
          web.settings(),
          scrape.settings(),
          keyspace.settings(),
          Thresholds.DEFAULT,
          maintenance.settings(given));
    }
    given.refuseBesideFile(BESIDE_FILE);
    return ConfigFile.load(Environment.read(config.file, "--config.file", Environment::file));
  }
}
