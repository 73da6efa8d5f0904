package dev.etcdstorage.exporter.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcdstorage.exporter.config.ConfigException;
import dev.etcdstorage.exporter.config.ListenAddress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebServerTest {
  private static final Route PAGE = Route.get("/metrics", request -> Response.text(200, "grüß"));

  @TempDir Path dir;

  @Test
  void answersHeadAsGetWithoutBody() throws Exception {
    try (TestServer server = new TestServer(PAGE)) {
      HttpResponse<String> get = server.get("/metrics");
      HttpResponse<String> head = server.send("HEAD", "/metrics");

      assertThat(get.statusCode()).isEqualTo(200);
      assertThat(get.body()).isEqualTo("grüß\n");
      assertThat(head.statusCode()).isEqualTo(200);
      assertThat(head.body()).isEmpty();
      assertThat(withoutDate(head)).isEqualTo(withoutDate(get));
      assertThat(head.headers().firstValue("Content-Length")).contains("7");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/nope", "/metricsfoo", "/metrics/", "/metrics/x", "/Metrics"})
  void answers404ForAnyOtherPath(String path) throws Exception {
    try (TestServer server =
        new TestServer(PAGE, Route.get("/", request -> Response.html("hello", "'none'")))) {
      assertThat(server.get(path).statusCode()).isEqualTo(404);
      assertThat(server.get(path).body()).isEqualTo("no such page\n");
    }
  }

  @Test
  void findsPageWithQuery() throws Exception {
    try (TestServer server = new TestServer(PAGE)) {
      assertThat(server.get("/metrics?a=b").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void answers405WithAllow() throws Exception {
    try (TestServer server = new TestServer(PAGE, Routes.reload(Optional::empty))) {
      HttpResponse<String> post = server.send("POST", "/metrics");
      assertThat(post.statusCode()).isEqualTo(405);
      assertThat(post.headers().firstValue("Allow")).contains("GET, HEAD");
      assertThat(server.send("DELETE", "/metrics").statusCode()).isEqualTo(405);

      HttpResponse<String> get = server.get("/-/reload");
      assertThat(get.statusCode()).isEqualTo(405);
      assertThat(get.headers().firstValue("Allow")).contains("POST");
    }
  }

  @Test
  void hidesWhyPageFailed() throws Exception {
    Route broken =
        Route.get(
            "/broken",
            request -> {
              throw new IllegalStateException("secret detail");
            });
    Route error =
        Route.get(
            "/error",
            request -> {
              throw new StackOverflowError("secret detail");
            });
    try (TestServer server = new TestServer(broken, error)) {
      for (String path : List.of("/broken", "/error")) {
        HttpResponse<String> response = server.get(path);
        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body())
            .isEqualTo("the exporter failed to make this page; its log says why\n");
      }
    }
  }

  @Test
  void keepsConnectionAlive() throws Exception {
    try (TestServer server = new TestServer(PAGE);
        Socket socket = server.connect()) {
      for (int i = 0; i < 3; i++) {
        TestServer.write(socket, "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(readUntil(socket, "grüß\n")).startsWith("HTTP/1.1 200 OK\r\n");
      }
    }
  }

  /** The JDK's server keeps a buffer at each connection, twice as large as what it was handed. */
  @Test
  void aConnectionThatHadALargePageHoldsNoneOfItsMemory() throws Exception {
    // Given
    byte[] page = new byte[8 << 20];
    Route large = Route.get("/large", request -> new Response(200, Map.of(), page));
    try (TestServer server = new TestServer(large)) {
      long before = heapInUse();
      List<Socket> connections = new ArrayList<>();

      // When
      for (int i = 0; i < 4; i++) {
        Socket socket = server.connect();
        connections.add(socket);
        TestServer.write(socket, "GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
        readUntil(socket, "\r\n\r\n");
        socket.getInputStream().skipNBytes(page.length);
      }

      // Then
      assertThat(heapInUse() - before).isLessThan(page.length);
      for (Socket socket : connections) {
        socket.close();
      }
    }
  }

  private static long heapInUse() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  @Test
  void keepsConnectionAliveAfterIgnoredBodyAndRefusesLargeOne() throws Exception {
    try (TestServer server = new TestServer(Routes.reload(Optional::empty));
        Socket socket = server.connect()) {
      TestServer.write(
          socket, "POST /-/reload HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc");
      assertThat(readUntil(socket, "reloaded\n")).startsWith("HTTP/1.1 200 OK\r\n");

      TestServer.write(
          socket,
          "POST /-/reload HTTP/1.1\r\nHost: x\r\nContent-Length: 70000\r\n\r\n"
              + "x".repeat(70000));
      assertThat(readUntil(socket, "body\n")).startsWith("HTTP/1.1 413 ");
    }
  }

  @Test
  void listensOnSeveralAddresses() throws Exception {
    try (WebServer server =
        WebServer.start(
            TestServer.settings(
                Optional.empty(), TestServer.ANY_PORT, new ListenAddress("127.0.0.2", 0)),
            List.of(PAGE))) {
      assertThat(server.addresses()).hasSize(2);
      for (InetSocketAddress address : server.addresses()) {
        HttpResponse<String> response =
            HttpClient.newHttpClient()
                .send(
                    HttpRequest.newBuilder(
                            URI.create(
                                "http://"
                                    + address.getAddress().getHostAddress()
                                    + ":"
                                    + address.getPort()
                                    + "/metrics"))
                        .build(),
                    BodyHandlers.ofString());
        assertThat(response.body()).isEqualTo("grüß\n");
      }
    }
  }

  @Test
  void namesTakenPortAndFreesTheOthers() throws Exception {
    try (TestServer first = new TestServer(PAGE)) {
      // Given two addresses of which the second is taken
      ListenAddress taken = new ListenAddress("127.0.0.1", first.port());
      ListenAddress free = new ListenAddress("127.0.0.2", first.port());

      assertThatThrownBy(
              () -> WebServer.start(TestServer.settings(Optional.empty(), free, taken), List.of()))
          .isInstanceOf(ConfigException.class)
          .hasMessage(
              "cannot listen on "
                  + taken
                  + ": Address already in use; choose another with --web.listen-address");

      // Then the first one can be had
      WebServer.start(TestServer.settings(Optional.empty(), free), List.of()).close();
    }
  }

  @Test
  void namesUnknownHost() {
    ListenAddress unknown = new ListenAddress("no-such-host.invalid", 0);
    assertThatThrownBy(
            () -> WebServer.start(TestServer.settings(Optional.empty(), unknown), List.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "cannot listen on no-such-host.invalid:0: the host name is unknown;"
                + " choose another with --web.listen-address");
  }

  @Test
  void putsConfiguredHeadersOnEveryResponse() throws Exception {
    Path config =
        Files.writeString(
            dir.resolve("web.yaml"),
            """
            http_server_config:
              headers:
                X-Frame-Options: deny
                Content-Security-Policy: default-src 'self'
            """);
    try (TestServer server =
        new TestServer(config, PAGE, Route.get("/", request -> Response.html("hello", "'none'")))) {
      for (String path : List.of("/metrics", "/nope", "/")) {
        HttpResponse<String> response = server.get(path);
        assertThat(response.headers().firstValue("X-Frame-Options")).contains("deny");
        assertThat(response.headers().allValues("Content-Security-Policy"))
            .containsExactly("default-src 'self'");
      }
    }
  }

  @Test
  void checksConfigurationWithoutListening() throws IOException {
    Path config =
        Files.writeString(
            dir.resolve("web.yaml"), "tls_server_config: {cert_file: absent, key_file: absent}");
    assertThatThrownBy(
            () -> WebServer.check(TestServer.settings(Optional.of(config), TestServer.ANY_PORT)))
        .isInstanceOf(ConfigException.class)
        .hasMessage(dir.resolve("absent") + ": no such file");
  }

  private static Map<String, List<String>> withoutDate(HttpResponse<?> response) {
    Map<String, List<String>> headers = new TreeMap<>(response.headers().map());
    headers.remove("date");
    return headers;
  }

  private static String readUntil(Socket socket, String end) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    while (!text.toString(UTF_8).endsWith(end)) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        break;
      }
      text.write(next);
    }
    return text.toString(UTF_8);
  }
}
