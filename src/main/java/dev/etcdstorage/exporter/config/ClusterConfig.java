package dev.etcdstorage.exporter.config;

import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * One etcd cluster, or the part of it that this exporter watches.
 *
 * @param name value of the label {@code etcd_cluster}; may be absent if there is one cluster
 * @param endpoints at least one, all different
 * @param discoverMembers watch every member of the member list, not just the endpoints
 * @param metricsUrl etcd's own metrics page; {@code {host}} stands for the member's host
 * @param quotaBytes the backend quota where etcd does not report it; negative means disabled
 * @param maxRequestBytes etcd's {@code --max-request-bytes}, from 1 to 1 GiB: a message of its
 *     watch has at most this and 512 KiB
 */
public record ClusterConfig(
    Optional<String> name,
    List<Endpoint> endpoints,
    boolean discoverMembers,
    TlsSettings tls,
    Optional<Credentials> credentials,
    Optional<String> metricsUrl,
    OptionalLong quotaBytes,
    long maxRequestBytes) {
  /** etcd's default. */
  public static final long DEFAULT_MAX_REQUEST_BYTES = 3L << 19;

  private static final long LARGEST_REQUEST = 1L << 30;
  private static final String HOST = "{host}";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

  public ClusterConfig {
    endpoints = List.copyOf(endpoints);
    if (endpoints.isEmpty()) {
      throw new SettingException(
          "endpoints", "needs at least one endpoint, such as https://127.0.0.1:2379");
    }
    HashSet<String> seen = new HashSet<>();
    for (Endpoint endpoint : endpoints) {
      if (!seen.add(endpoint.address())) {
        throw new SettingException(
            "endpoints", "endpoint " + endpoint.address() + " is given twice");
      }
    }
    checkPlainText(endpoints, tls, discoverMembers);
    name.ifPresent(
        given -> {
          if (!NAME.matcher(given).matches()) {
            throw new SettingException(
                "name",
                "cluster name \""
                    + given
                    + "\" must be letters, digits, '.', '_' or '-', at most 63, such as prod-eu");
          }
        });
    boolean severalMembers = endpoints.size() > 1 || discoverMembers;
    metricsUrl.ifPresent(given -> checkMetricsUrl(given, severalMembers));
    if (quotaBytes.isPresent() && quotaBytes.getAsLong() == 0) {
      throw new SettingException(
          "quotaBytes", "0 means etcd's default; give that default itself, such as 2GiB");
    }
    if (maxRequestBytes < 1 || maxRequestBytes > LARGEST_REQUEST) {
      throw new SettingException(
          "maxRequestBytes",
          "must be from 1 byte to 1GiB: etcd's own --max-request-bytes, such as 32MiB");
    }
  }

  /**
   * TLS options that could have no effect are a mistake. Some members may serve TLS and others
   * plain text, those found by the member list included.
   */
  private static void checkPlainText(
      List<Endpoint> endpoints, TlsSettings tls, boolean discoverMembers) {
    if (tls.given() && !discoverMembers && endpoints.stream().noneMatch(Endpoint::tls)) {
      Endpoint endpoint = endpoints.get(0);
      throw new SettingException(
          "endpoints",
          "endpoint "
              + endpoint
              + " is plain text although TLS options are given; write https://"
              + endpoint.address());
    }
  }

  /** With etcd's default limit on requests. */
  public ClusterConfig(
      Optional<String> name,
      List<Endpoint> endpoints,
      boolean discoverMembers,
      TlsSettings tls,
      Optional<Credentials> credentials,
      Optional<String> metricsUrl,
      OptionalLong quotaBytes) {
    this(
        name,
        endpoints,
        discoverMembers,
        tls,
        credentials,
        metricsUrl,
        quotaBytes,
        DEFAULT_MAX_REQUEST_BYTES);
  }

  /**
   * The same cluster with discovery of its members. A metrics page that is one member's is left
   * out: the client port has the page too.
   */
  public ClusterConfig discoveringMembers() {
    return new ClusterConfig(
        name,
        endpoints,
        true,
        tls,
        credentials,
        metricsUrl.filter(url -> url.contains(HOST)),
        quotaBytes,
        maxRequestBytes);
  }

  private static void checkMetricsUrl(String text, boolean severalMembers) {
    URI uri;
    try {
      uri = URI.create(text.replace(HOST, "host"));
    } catch (IllegalArgumentException e) {
      throw badUrl(text);
    }
    boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    if (!http || uri.getHost() == null || uri.getUserInfo() != null) {
      throw badUrl(text);
    }
    if (severalMembers && !text.contains(HOST)) {
      throw new SettingException(
          "metricsUrl",
          "metrics URL "
              + text
              + " is one member's page but several members are watched; write {host} for the"
              + " member's host, such as http://{host}:2381/metrics");
    }
  }

  private static IllegalArgumentException badUrl(String text) {
    // A URL with a user part may hold a password, so it is not repeated.
    String shown = text.contains("@") ? "" : "\"" + text + "\" ";
    return new SettingException(
        "metricsUrl",
        "metrics URL " + shown + "is not a URL such as http://127.0.0.1:2381/metrics");
  }

  /** The configured metrics page of the member at this endpoint. */
  public Optional<URI> metricsUrlOf(Endpoint endpoint) {
    String host = endpoint.host().contains(":") ? "[" + endpoint.host() + "]" : endpoint.host();
    return metricsUrl.map(url -> URI.create(url.replace(HOST, host)));
  }
}
