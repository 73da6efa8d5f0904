package dev.etcdstorage.exporter.config;

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
    root.done();
    return root.at("clusters", () -> new ExporterConfig(clusters, web, scrape));
  }

  private static ClusterConfig cluster(YamlMap map, Path file) {
    Optional<String> name = map.string("name");
    TlsSettings tls = map.map("tls").map(t -> tls(t, file)).orElse(TlsSettings.NONE);
    List<Endpoint> endpoints = new ArrayList<>();
    for (String text : map.strings("endpoints")) {
      endpoints.add(map.at("endpoints", () -> Endpoint.parse(text, tls.given())));
    }
    boolean discover = map.bool("discoverMembers").orElse(false);
    Optional<Credentials> auth = map.map("auth").map(a -> auth(a, file));
    Optional<String> metricsUrl = map.string("metricsUrl");
    OptionalLong quota =
        map.value("quotaBytes", Units::bytes).map(OptionalLong::of).orElse(OptionalLong.empty());
    map.done();
    return map.here(
        () -> new ClusterConfig(name, endpoints, discover, tls, auth, metricsUrl, quota));
  }

  private static TlsSettings tls(YamlMap map, Path file) {
    Optional<Path> ca = map.string("caFile").map(file::resolveSibling);
    Optional<Path> cert = map.string("certFile").map(file::resolveSibling);
    Optional<Path> key = map.string("keyFile").map(file::resolveSibling);
    Optional<String> serverName = map.string("serverName");
    boolean insecure = map.bool("insecureSkipVerify").orElse(false);
    map.done();
    return map.here(() -> new TlsSettings(ca, cert, key, serverName, insecure));
  }

  private static Credentials auth(YamlMap map, Path file) {
    Optional<String> user = map.string("username");
    Optional<Path> password = map.string("passwordFile").map(file::resolveSibling);
    map.done();
    return map.here(
        () ->
            new Credentials(
                user.orElseThrow(() -> new IllegalArgumentException("needs a username")),
                password.orElseThrow(() -> new IllegalArgumentException("needs a passwordFile"))));
  }

  private static WebSettings web(YamlMap root, Path file) {
    Optional<YamlMap> given = root.map("web");
    if (given.isEmpty()) {
      return WebSettings.DEFAULT;
    }
    YamlMap map = given.get();
    List<ListenAddress> addresses = new ArrayList<>();
    for (String text : map.strings("listenAddresses")) {
      addresses.add(map.at("listenAddresses", () -> ListenAddress.parse(text)));
    }
    if (!map.has("listenAddresses")) {
      addresses.add(WebSettings.DEFAULT_LISTEN_ADDRESS);
    }
    String path = map.string("telemetryPath").orElse(WebSettings.DEFAULT_TELEMETRY_PATH);
    Optional<Path> webConfig = map.string("configFile").map(file::resolveSibling);
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
}
