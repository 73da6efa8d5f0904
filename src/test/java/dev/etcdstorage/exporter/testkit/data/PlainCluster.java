package dev.etcdstorage.exporter.testkit.data;

import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.config.Credentials;
import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.config.TlsSettings;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The configuration of a cluster that has endpoints and little else; all are client URLs. */
public final class PlainCluster {
  private PlainCluster() {}

  public static ClusterConfig at(String... urls) {
    return named(Optional.empty(), List.of(urls));
  }

  public static ClusterConfig named(Optional<String> name, List<String> urls) {
    return config(name, Optional.empty(), urls);
  }

  public static ClusterConfig withUser(Optional<Credentials> user, List<String> urls) {
    return config(Optional.empty(), user, urls);
  }

  private static ClusterConfig config(
      Optional<String> name, Optional<Credentials> user, List<String> urls) {
    return new ClusterConfig(
        name,
        urls.stream().map(url -> Endpoint.parse(url, false)).toList(),
        false,
        TlsSettings.NONE,
        user,
        Optional.empty(),
        OptionalLong.empty());
  }
}
