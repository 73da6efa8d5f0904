package dev.etcdstorage.exporter.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * A client URL of one etcd member.
 *
 * @param tls whether the scheme is {@code https}; there is never a fall-back to plain text
 * @param host name or address, an IPv6 address without its brackets
 * @param port 1 to 65535
 */
public record Endpoint(boolean tls, String host, int port) {
  private static final int DEFAULT_PORT = 2379;

  /**
   * Reads {@code https://host:2379}, {@code http://host:2379} or {@code host:2379}.
   *
   * @param tlsByDefault for an endpoint without a scheme, as in etcdctl: TLS if a certificate
   *     option is given
   * @throws SettingException with a sentence for the user
   */
  public static Endpoint parse(String text, boolean tlsByDefault) {
    String trimmed = text.strip();
    if (trimmed.isEmpty()) {
      throw wrong(text, "is empty");
    }
    if (trimmed.contains("@")) {
      // Checked first: other messages would repeat the password.
      throw new SettingException(
          "endpoints",
          "an endpoint must not hold a user or password; use --user and --password-file");
    }
    String url =
        trimmed.contains("://") ? trimmed : (tlsByDefault ? "https://" : "http://") + trimmed;
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      throw wrong(text, "is not a URL");
    }
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    if (scheme.equals("unix") || scheme.equals("unixs")) {
      throw wrong(text, "is a Unix socket, which is not supported");
    }
    if (!scheme.equals("https") && !scheme.equals("http")) {
      throw wrong(text, "has the scheme \"" + scheme + "\"");
    }
    String host = uri.getHost();
    if (host == null || host.isEmpty()) {
      throw wrong(text, "has no host, or a port that is not a number");
    }
    String path = uri.getRawPath();
    if (!(path == null || path.isEmpty() || path.equals("/"))
        || uri.getRawQuery() != null
        || uri.getRawFragment() != null) {
      throw wrong(text, "must end after the port");
    }
    int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
    if (port < 1 || port > 65535) {
      throw wrong(text, "has a port outside 1 to 65535");
    }
    boolean v6 = host.startsWith("[");
    return new Endpoint(
        scheme.equals("https"),
        v6 ? host.substring(1, host.length() - 1) : host.toLowerCase(Locale.ROOT),
        port);
  }

  private static IllegalArgumentException wrong(String text, String what) {
    return new SettingException(
        "endpoints",
        "endpoint \"" + text.strip() + "\" " + what + "; write it as https://HOST:2379");
  }

  /** {@code host:port}, the name of a member while its own is unknown. */
  public String address() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  @Override
  public String toString() {
    return (tls ? "https://" : "http://") + address();
  }
}
