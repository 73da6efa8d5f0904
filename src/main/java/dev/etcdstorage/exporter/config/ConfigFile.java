package dev.etcdstorage.exporter.config;

import dev.etcdstorage.exporter.files.MatchingFiles;
import dev.etcdstorage.exporter.storage.Thresholds;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads {@code --config.file}: the settings of the flags, for many clusters. A missing key leaves
 * the setting's default.
 */
public final class ConfigFile {
  private ConfigFile() {}

  /**
   * Reads the file and the cluster files that it names. Relative paths are relative to the file
   * that they are in.
   *
   * @throws ConfigException naming file, line and key
   */
  public static ExporterConfig load(Path file) {
    return YamlFile.load(file).read(ConfigFile::config);
  }

  private static ExporterConfig config(YamlMap map) {
    List<MatchingFiles> files = ClusterFiles.look(map);
    return new ExporterConfig(
        ClusterFiles.read(
            map.sections("clusters", ConfigFile::cluster), files, ConfigFile::cluster),
        files,
        map.section("web", ConfigFile::web).orElse(WebSettings.DEFAULT),
        map.section("scrape", ConfigFile::scrape).orElse(ScrapeSettings.DEFAULT),
        map.section("keyspace", KeyspaceSection::read).orElse(KeyspaceSettings.DEFAULT),
        map.section("thresholds", ConfigFile::thresholds).orElse(Thresholds.DEFAULT),
        map.section("maintenance", ConfigFile::maintenance).orElse(MaintenanceSettings.DEFAULT),
        map.value("shard", Shard::parse));
  }

  private static ClusterConfig cluster(YamlMap map) {
    TlsSettings tls = map.section("tls", ConfigFile::tls).orElse(TlsSettings.NONE);
    Optional<Long> quota = map.value("quotaBytes", Units::bytes);
    return new ClusterConfig(
        map.string("name"),
        map.values("endpoints", text -> Endpoint.parse(text, tls.given()), List.of()),
        map.bool("discoverMembers", false),
        tls,
        map.section("auth", ConfigFile::auth),
        map.string("metricsUrl"),
        quota.map(OptionalLong::of).orElse(OptionalLong.empty()),
        map.value("maxRequestBytes", Units::bytes, ClusterConfig.DEFAULT_MAX_REQUEST_BYTES));
  }

  private static TlsSettings tls(YamlMap map) {
    return new TlsSettings(
        map.path("caFile"),
        map.path("certFile"),
        map.path("keyFile"),
        map.string("serverName"),
        map.bool("insecureSkipVerify", false));
  }

  private static Credentials auth(YamlMap map) {
    return Credentials.of(map.string("username"), map.path("passwordFile"))
        .orElseThrow(() -> new IllegalArgumentException("needs a username and a passwordFile"));
  }

  private static WebSettings web(YamlMap map) {
    WebSettings defaults = WebSettings.DEFAULT;
    return new WebSettings(
        map.values("listenAddresses", ListenAddress::parse, defaults.listenAddresses()),
        map.string("telemetryPath").orElse(defaults.telemetryPath()),
        map.path("configFile"),
        map.value("jvmMetrics", JvmFamilies::parse, defaults.jvmMetrics()));
  }

  private static ScrapeSettings scrape(YamlMap map) {
    ScrapeSettings defaults = ScrapeSettings.DEFAULT;
    return new ScrapeSettings(
        map.value("timeout", Units::duration, defaults.timeout()),
        map.value("timeoutOffset", Units::duration, defaults.timeoutOffset()));
  }

  private static Thresholds thresholds(YamlMap map) {
    Thresholds defaults = Thresholds.DEFAULT;
    return new Thresholds(
        map.value("fragmentation", Units::ratio, defaults.fragmentation()),
        map.value("quotaUsage", Units::ratio, defaults.quotaUsage()),
        map.value("worthBytes", Units::bytes, defaults.worthBytes()),
        map.value("worthQuotaRatio", Units::ratio, defaults.worthQuotaRatio()),
        map.value("historyRatio", Units::ratio, defaults.historyRatio()),
        map.value("quotaCeilingBytes", Units::bytes, defaults.quotaCeilingBytes()));
  }

  private static MaintenanceSettings maintenance(YamlMap map) {
    MaintenanceSettings defaults = MaintenanceSettings.DEFAULT;
    return new MaintenanceSettings(
        map.bool("enabled", defaults.enabled()),
        map.value("interval", Units::duration, defaults.interval()),
        map.value("window", TimeWindow::parse),
        map.value("coolDown", Units::duration, defaults.coolDown()),
        map.path("stopFile"),
        map.bool("allowSingleMember", defaults.allowSingleMember()),
        map.path("dataDir"));
  }
}
