package dev.etcdstorage.exporter.cli;

import dev.etcdstorage.exporter.config.ConfigFile;
import dev.etcdstorage.exporter.config.ExporterConfig;
import dev.etcdstorage.exporter.config.KeyspaceSettings;
import dev.etcdstorage.exporter.config.MaintenanceSettings;
import dev.etcdstorage.exporter.config.ScrapeSettings;
import dev.etcdstorage.exporter.config.Units;
import dev.etcdstorage.exporter.config.WebSettings;
import dev.etcdstorage.exporter.storage.Thresholds;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The flags of {@code check}, or the file that says where the clusters are. */
final class CheckOptions {
  private static final Set<String> BESIDE_FILE =
      Set.of("--config.file", "--interval", "--scan", "--output", "--log.level", "--log.format");

  static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofHours(1);

  @ArgGroup(exclusive = false, validate = false, heading = "%netcd:%n", order = 0)
  private EtcdOptions etcd = new EtcdOptions();

  @ArgGroup(exclusive = false, validate = false, heading = "%nCheck:%n", order = 1)
  private Look look = new Look();

  @ArgGroup(exclusive = false, validate = false, heading = "%nConfiguration file:%n", order = 2)
  private ConfigFlags config = new ConfigFlags();

  /**
   * What to do.
   *
   * @param interval between two looks; zero for one
   * @param scan read the live keys
   * @param json rather than text
   */
  record Plan(ExporterConfig config, Duration interval, boolean scan, boolean json) {}

  static final class Look {
    @Option(
        names = "--interval",
        paramLabel = "DURATION",
        description =
            "Look twice, so long apart, to see what grows and when it will be full; 0 looks once."
                + " Default: 10s.")
    private @Nullable String interval;

    @Option(
        names = "--scan",
        description =
            "Read the live keys once, so that live data and old versions can be told apart. Reads"
                + " up to 32 MiB and 50000 keys a second through a follower.")
    private boolean scan;

    @Option(names = "--output", paramLabel = "FORMAT", description = "text or json. Default: text.")
    private @Nullable String output;

    @Option(
        names = "--etcd.timeout",
        paramLabel = "DURATION",
        description = "The most that one member may take to answer. Default: 5s.")
    private @Nullable String timeout;

    private Duration interval() {
      return interval == null
          ? DEFAULT_INTERVAL
          : Environment.read(interval, "--interval", Look::interval);
    }

    private static Duration interval(String text) {
      Duration parsed = Units.duration(text);
      boolean tooShort = !parsed.isZero() && parsed.compareTo(Duration.ofSeconds(1)) < 0;
      if (tooShort || parsed.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException("must be 0, or between 1s and 1h");
      }
      return parsed;
    }

    private boolean json() {
      return output != null && Environment.read(output, "--output", Look::json);
    }

    private static boolean json(String text) {
      if (!text.equals("text") && !text.equals("json")) {
        throw new IllegalArgumentException("\"" + text + "\" is not one of text, json");
      }
      return text.equals("json");
    }

    private ScrapeSettings scrape() {
      Duration limit =
          timeout == null
              ? ScrapeSettings.DEFAULT_TIMEOUT
              : Environment.read(timeout, "--etcd.timeout", Units::duration);
      return Environment.check(
          Map.of("timeout", "--etcd.timeout"),
          () -> new ScrapeSettings(limit, ScrapeSettings.DEFAULT_TIMEOUT_OFFSET));
    }
  }

  static final class ConfigFlags {
    @Option(
        names = "--config.file",
        paramLabel = "FILE",
        description = "The exporter's YAML: checks all its clusters; replaces the flags for etcd.")
    private @Nullable String file;
  }

  /**
   * Reads flags, variables and the file.
   *
   * @throws UsageException for flags and variables
   * @throws dev.etcdstorage.exporter.config.ConfigException for files
   */
  Plan load(Environment env, GivenFlags given) {
    etcd.refuseSecrets();
    Duration interval = look.interval();
    boolean json = look.json();
    return new Plan(config(env, given), interval, look.scan, json);
  }

  private ExporterConfig config(Environment env, GivenFlags given) {
    if (config.file == null) {
      return new ExporterConfig(
          List.of(etcd.toConfig(env)),
          WebSettings.DEFAULT,
          look.scrape(),
          KeyspaceSettings.DEFAULT,
          Thresholds.DEFAULT,
          MaintenanceSettings.DEFAULT);
    }
    given.refuseBesideFile(BESIDE_FILE);
    return ConfigFile.load(Environment.read(config.file, "--config.file", Environment::file));
  }
}
