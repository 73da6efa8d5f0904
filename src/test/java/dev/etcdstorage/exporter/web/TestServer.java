package dev.etcdstorage.exporter.web;

import dev.etcdstorage.exporter.config.JvmFamilies;
import dev.etcdstorage.exporter.config.ListenAddress;
import dev.etcdstorage.exporter.config.WebSettings;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A server on a port of its own, and ways to ask it. */
final class TestServer implements AutoCloseable {
  static final ListenAddress ANY_PORT = new ListenAddress("127.0.0.1", 0);

  final WebServer server;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  TestServer(Route... routes) {
    this(Optional.empty(), ServerLimits.DEFAULT, routes);
  }

  TestServer(Path configFile, Route... routes) {
    this(Optional.of(configFile), ServerLimits.DEFAULT, routes);
  }

  TestServer(Optional<Path> configFile, ServerLimits limits, Route... routes) {
    server = WebServer.start(settings(configFile, ANY_PORT), List.of(routes), limits);
  }

  static WebSettings settings(Optional<Path> configFile, ListenAddress... addresses) {
    return new WebSettings(List.of(addresses), "/metrics", configFile, JvmFamilies.BASIC);
  }

  /** What the daemon's timer does. */
  void refreshFiles() {
    server.refreshFiles();
  }

  int port() {
    return server.addresses().get(0).getPort();
  }

  HttpResponse<String> get(String path, String... headers) throws Exception {
    return send("GET", path, headers);
  }

  HttpResponse<String> send(String method, String path, String... headers) throws Exception {
    return client.send(request(method, path, headers), BodyHandlers.ofString());
  }

  HttpResponse<byte[]> bytes(String method, String path, String... headers) throws Exception {
    return client.send(request(method, path, headers), BodyHandlers.ofByteArray());
  }

  private HttpRequest request(String method, String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
            .method(method, BodyPublishers.noBody())
            .timeout(Duration.ofSeconds(30));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return request.build();
  }

  /** A connection that fails a test rather than let it hang. */
  Socket connect() throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.connect(server.addresses().get(0), 5000);
    socket.setSoTimeout(20_000);
    return socket;
  }

  static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  @Override
  public void close() {
    server.close();
  }
}
