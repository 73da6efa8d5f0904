package dev.etcdstorage.exporter.web;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsServer;
import dev.etcdstorage.exporter.config.ConfigException;
import dev.etcdstorage.exporter.config.ListenAddress;
import dev.etcdstorage.exporter.config.WebSettings;
import dev.etcdstorage.exporter.files.FileFault;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Serves the routes on every listen address, over HTTP or, if the web configuration file has a TLS
 * section, HTTPS. Changes of users and certificates take effect while it runs; they cover every
 * path, health included.
 */
public final class WebServer implements AutoCloseable {
  private static final int BACKLOG = 256;

  private final WebConfig config;
  private final List<HttpServer> servers;
  private final ExchangeExecutor executor;

  private WebServer(WebConfig config, List<HttpServer> servers, ExchangeExecutor executor) {
    this.config = config;
    this.servers = servers;
    this.executor = executor;
  }

  /**
   * Checks what {@link #start} would use, without listening.
   *
   * @throws ConfigException if the web configuration or a file that it names cannot be used
   */
  public static void check(WebSettings settings) {
    WebConfig.load(settings.configFile());
  }

  /**
   * Listens and serves until closed.
   *
   * @throws ConfigException if an address cannot be used or the web configuration cannot
   */
  public static WebServer start(WebSettings settings, List<Route> routes) {
    return start(settings, routes, ServerLimits.DEFAULT);
  }

  static WebServer start(WebSettings settings, List<Route> routes, ServerLimits limits) {
    sendAtOnce();
    WebConfig config = WebConfig.load(settings.configFile());
    Router router = new Router(routes);
    ExchangeExecutor executor = new ExchangeExecutor(limits);
    WebServer server = new WebServer(config, new ArrayList<>(), executor);
    ExchangeHandler handler = new ExchangeHandler(executor, config, new BasicAuth(), router);
    try {
      for (ListenAddress address : settings.listenAddresses()) {
        server.servers.add(listen(address, config));
      }
    } catch (ConfigException e) {
      // A server that never ran keeps its port when stopped: its selector still holds the socket.
      server.servers.forEach(HttpServer::start);
      server.close();
      throw e;
    }
    for (HttpServer each : server.servers) {
      // One context for all: the JDK's contexts match by prefix, these routes exactly.
      each.createContext("/", handler);
      each.setExecutor(executor);
      each.start();
    }
    return server;
  }

  /** The bound addresses, in the order of the settings; port 0 has become a real one. */
  public List<InetSocketAddress> addresses() {
    return servers.stream().map(HttpServer::getAddress).toList();
  }

  /** Reads changed users and certificates again; may take seconds. */
  public void refreshFiles() {
    config.refresh();
  }

  /** Files of the web configuration that cannot be used at the moment. */
  public List<FileFault> unusableFiles() {
    return config.faults().toList();
  }

  int threads() {
    return executor.threads();
  }

  /** Stops at once; requests under way are cut off. */
  @Override
  public void close() {
    servers.forEach(server -> server.stop(0));
    executor.close();
  }

  private static HttpServer listen(ListenAddress address, WebConfig config) {
    InetSocketAddress socket = address.socketAddress();
    if (socket.isUnresolved()) {
      throw cannot(address, "the host name is unknown");
    }
    Optional<TlsMaterial> tls = config.current().tls();
    try {
      if (tls.isEmpty()) {
        return HttpServer.create(socket, BACKLOG);
      }
      HttpsServer server = HttpsServer.create(socket, BACKLOG);
      server.setHttpsConfigurator(
          TlsConfigurator.create(() -> config.current().tls().orElse(tls.get())));
      return server;
    } catch (IOException e) {
      throw cannot(address, String.valueOf(e.getMessage()));
    }
  }

  private static ConfigException cannot(ListenAddress address, String why) {
    return new ConfigException(
        "cannot listen on " + address + ": " + why + "; choose another with --web.listen-address");
  }

  /**
   * The JDK's server writes head and body separately; without this the second waits 40 ms for the
   * first one's acknowledgement on a kept connection. It is read once, when the server's classes
   * load.
   */
  private static void sendAtOnce() {
    if (System.getProperty("sun.net.httpserver.nodelay") == null) {
      System.setProperty("sun.net.httpserver.nodelay", "true");
    }
  }
}
