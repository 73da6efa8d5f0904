package dev.etcdstorage.exporter.config;

import java.net.InetSocketAddress;

/**
 * Where the exporter listens: {@code :10027}, {@code 127.0.0.1:10027}, {@code [::1]:10027}. Port 0
 * lets the system choose.
 *
 * @param host empty for every interface
 * @param port 0 to 65535
 */
public record ListenAddress(String host, int port) {
  public ListenAddress {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port " + port + " is not between 0 and 65535");
    }
  }

  public static ListenAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException(
          "\"" + text + "\" has no port; write [HOST]:PORT, such as :10027");
    }
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.contains(":")) {
      throw new IllegalArgumentException(
          "\"" + text + "\": put an IPv6 address in brackets, such as [::1]:10027");
    }
    try {
      return new ListenAddress(host, Integer.parseInt(text.substring(colon + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "\"" + text + "\": the port is not a number; write [HOST]:PORT, such as :10027");
    }
  }

  public InetSocketAddress socketAddress() {
    return host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
