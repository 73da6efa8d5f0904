package dev.etcdstorage.exporter.config;

import dev.etcdstorage.exporter.storage.Thresholds;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads {@code --config.file}: the same settings as the flags, for many clusters. */
public final class ConfigFile {
  private ConfigFile() {}

  /**
   * Relative paths inside the file are relative to the file.
   *
   * @throws ConfigException naming file, line and key
   */
  public static ExporterConfig load(Path file) {
    YamlMap root = YamlMap.load(file);
    List<ClusterConfig> clusters = new ArrayList<>();
    for (YamlMap cluster : root.maps("clusters")) {
      clusters.add(cluster(cluster, file));
    }
    WebSettings web = web(root, file);
    ScrapeSettings scrape = scrape(root);
    KeyspaceSettings keyspace =
        root.map("keyspace").map(KeyspaceSection::read).orElse(KeyspaceSettings.DEFAULT);
    Thresholds thresholds =
        root.map("thresholds").map(ThresholdsSection::read).orElse(Thresholds.DEFAULT);
    MaintenanceSettings maintenance =
        root.map("maintenance")
            .map(map -> MaintenanceSection.read(map, (section, key) -> path(section, key, file)))
            .orElse(MaintenanceSettings.DEFAULT);
    root.done();
    return root.at(
        "clusters",
        () -> new ExporterConfig(clusters, web, scrape, keyspace, thresholds, maintenance));
  }

  private static ClusterConfig cluster(YamlMap map, Path file) {
    Optional<String> name = map.string("name");
    TlsSettings tls = map.map("tls").map(t -> tls(t, file)).orElse(TlsSettings.NONE);
    List<Endpoint> endpoints = map.values("endpoints", text -> Endpoint.parse(text, tls.given()));
    boolean discover = map.bool("discoverMembers").orElse(false);
    Optional<Credentials> auth = map.map("auth").map(a -> auth(a, file));
    Optional<String> metricsUrl = map.string("metricsUrl");
    OptionalLong quota =
        map.value("quotaBytes", Units::bytes).map(OptionalLong::of).orElse(OptionalLong.empty());
    long maxRequest =
        map.value("maxRequestBytes", Units::bytes).orElse(ClusterConfig.DEFAULT_MAX_REQUEST_BYTES);
    map.done();
    return map.here(
        () ->
            new ClusterConfig(name, endpoints, discover, tls, auth, metricsUrl, quota, maxRequest));
  }

  private static TlsSettings tls(YamlMap map, Path file) {
    Optional<Path> ca = path(map, "caFile", file);
    Optional<Path> cert = path(map, "certFile", file);
    Optional<Path> key = path(map, "keyFile", file);
    Optional<String> serverName = map.string("serverName");
    boolean insecure = map.bool("insecureSkipVerify").orElse(false);
    map.done();
    return map.here(() -> new TlsSettings(ca, cert, key, serverName, insecure));
  }

  private static Credentials auth(YamlMap map, Path file) {
    Optional<String> user = map.string("username");
    Optional<Path> password = path(map, "passwordFile", file);
    map.done();
    return map.here(
        () ->
            new Credentials(
                user.orElseThrow(() -> new IllegalArgumentException("needs a username")),
                password.orElseThrow(() -> new IllegalArgumentException("needs a passwordFile"))));
  }

  private static WebSettings web(YamlMap root, Path file) {
    Optional<YamlMap> section = root.map("web");
    if (section.isEmpty()) {
      return WebSettings.DEFAULT;
    }
    YamlMap map = section.get();
    List<ListenAddress> given = map.values("listenAddresses", ListenAddress::parse);
    List<ListenAddress> addresses =
        map.has("listenAddresses") ? given : List.of(WebSettings.DEFAULT_LISTEN_ADDRESS);
    String path = map.string("telemetryPath").orElse(WebSettings.DEFAULT_TELEMETRY_PATH);
    Optional<Path> webConfig = path(map, "configFile", file);
    map.done();
    return map.here(() -> new WebSettings(addresses, path, webConfig));
  }

  private static ScrapeSettings scrape(YamlMap root) {
    Optional<YamlMap> given = root.map("scrape");
    if (given.isEmpty()) {
      return ScrapeSettings.DEFAULT;
    }
    YamlMap map = given.get();
    var timeout = map.value("timeout", Units::duration).orElse(ScrapeSettings.DEFAULT_TIMEOUT);
    var offset =
        map.value("timeoutOffset", Units::duration).orElse(ScrapeSettings.DEFAULT_TIMEOUT_OFFSET);
    map.done();
    return map.here(() -> new ScrapeSettings(timeout, offset));
  }

  private static Optional<Path> path(YamlMap map, String key, Path file) {
    return map.value(
        key,
        name -> {
          if (name.isBlank()) {
            throw new IllegalArgumentException("is empty; give a file name or leave the key out");
          }
          try {
            return file.resolveSibling(name);
          } catch (InvalidPathException e) {
            throw new IllegalArgumentException("is not a file name", e);
          }
        });
  }
}
