package dev.etcdstorage.exporter.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcdstorage.exporter.testkit.data.IssuedCertificate;
import dev.etcdstorage.exporter.testkit.data.KeyForm;
import dev.etcdstorage.exporter.testkit.data.TestCertificates;
import dev.etcdstorage.exporter.tls.KeyPairFiles;
import dev.etcdstorage.exporter.tls.TrustFile;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsServerTest {
  private static final TestCertificates CA = TestCertificates.authority("ca");
  private static final TestCertificates STRANGERS = TestCertificates.authority("strangers");
  private static final Route PAGE = Route.get("/metrics", request -> Response.text(200, "fine"));

  @TempDir Path dir;
  private Path configFile = Path.of("");
  private Path caFile = Path.of("");

  @BeforeEach
  void writeFiles() throws IOException {
    configFile = dir.resolve("web.yaml");
    caFile = CA.writeCertificate(dir.resolve("ca.crt"));
    writeServer(CA.server("127.0.0.1"), "server");
    config("");
  }

  @Test
  void servesHttps() throws Exception {
    try (TestServer server = new TestServer(configFile, PAGE)) {
      HttpResponse<String> response = get(server, client(null));
      assertThat(response.body()).isEqualTo("fine\n");
    }
  }

  @Test
  void refusesPlainHttp() throws Exception {
    try (TestServer server = new TestServer(configFile, PAGE)) {
      assertThatThrownBy(() -> server.get("/metrics")).isInstanceOf(IOException.class);
      assertThat(get(server, client(null)).body()).isEqualTo("fine\n");
    }
  }

  @ParameterizedTest
  @CsvSource({
    // client_auth_type, without a certificate, with one of a stranger, with one of the authority
    "NoClientCert,true,true,true",
    "RequestClientCert,true,true,true",
    "RequireAnyClientCert,false,true,true",
    "VerifyClientCertIfGiven,true,false,true",
    "RequireAndVerifyClientCert,false,false,true"
  })
  void demandsClientCertificates(String type, boolean none, boolean stranger, boolean friend)
      throws Exception {
    String ca = type.equals("NoClientCert") ? "" : "  client_ca_file: ca.crt\n";
    config("  client_auth_type: " + type + "\n" + ca);
    try (TestServer server = new TestServer(configFile, PAGE)) {
      assertThat(letsIn(server, client(null))).isEqualTo(none);
      assertThat(letsIn(server, client(STRANGERS.client("mallory")))).isEqualTo(stranger);
      assertThat(letsIn(server, client(CA.client("prometheus")))).isEqualTo(friend);
    }
  }

  @Test
  void refusesClientCertificatesOfUnknownAuthorityWithoutCaFile() throws Exception {
    config("  client_auth_type: RequireAndVerifyClientCert\n");
    try (TestServer server = new TestServer(configFile, PAGE)) {
      assertThat(letsIn(server, client(CA.client("prometheus")))).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({"TLS12,true", "TLS13,false"})
  void keepsToMinimumVersion(String minimum, boolean takesTls12) throws Exception {
    config("  min_version: " + minimum + "\n");
    try (TestServer server = new TestServer(configFile, PAGE)) {
      assertThat(letsIn(server, client(null, "TLSv1.2"))).isEqualTo(takesTls12);
      assertThat(letsIn(server, client(null, "TLSv1.3"))).isTrue();
    }
  }

  @Test
  void showsNewCertificateAfterRotation() throws Exception {
    try (TestServer server = new TestServer(configFile, PAGE)) {
      X509Certificate before = shown(server);

      // Half a change keeps the old pair
      IssuedCertificate next = CA.server("127.0.0.1");
      next.writeCertificate(dir.resolve("server.crt"));
      server.refreshFiles();
      assertThat(shown(server)).isEqualTo(before);

      next.writeKey(dir.resolve("server.key"), KeyForm.SEC1);
      server.refreshFiles();
      assertThat(shown(server)).isEqualTo(next.certificate());
    }
  }

  @Test
  void followsChangedTlsSection() throws Exception {
    try (TestServer server = new TestServer(configFile, PAGE)) {
      assertThat(letsIn(server, client(null))).isTrue();

      // Other files and other demands
      IssuedCertificate other = CA.server("127.0.0.1");
      writeServer(other, "other");
      Files.writeString(
          configFile,
          "tls_server_config: {cert_file: other.crt, key_file: other.key, client_ca_file: ca.crt,"
              + " client_auth_type: RequireAndVerifyClientCert}");
      server.refreshFiles();
      assertThat(letsIn(server, client(null))).isFalse();
      HttpResponse<String> response = get(server, client(CA.client("prometheus")));
      assertThat(response.sslSession().orElseThrow().getPeerCertificates()[0])
          .isEqualTo(other.certificate());

      // A section that cannot be used keeps the demands
      Files.writeString(configFile, "tls_server_config: {cert_file: absent, key_file: absent}");
      server.refreshFiles();
      assertThat(letsIn(server, client(null))).isFalse();
      assertThat(letsIn(server, client(CA.client("prometheus")))).isTrue();
    }
  }

  @Test
  void staysOnHttpsWhenSectionGoes() throws Exception {
    try (TestServer server = new TestServer(configFile, PAGE)) {
      Files.writeString(configFile, "http_server_config: {headers: {X-Frame-Options: deny}}");
      server.refreshFiles();

      HttpResponse<String> response = get(server, client(null));
      assertThat(response.body()).isEqualTo("fine\n");
      assertThat(response.headers().firstValue("X-Frame-Options")).contains("deny");
    }
  }

  @Test
  void answersBesideFiftyClientsThatStallInTheHandshake() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try (TestServer server = new TestServer(configFile, PAGE)) {
      for (int i = 0; i < 50; i++) {
        Socket socket = server.connect();
        slow.add(socket);
        // The head of a handshake record that announces more than ever comes.
        socket.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1});
      }
      SlowClientsTest.await(() -> server.server.threads() >= 50);

      HttpResponse<String> response = get(server, client(null));
      assertThat(response.body()).isEqualTo("fine\n");
      assertThat(server.server.threads()).isLessThanOrEqualTo(64);
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  @Test
  void cutsTlsClientThatNeverReads() throws Exception {
    Response large = new Response(200, Map.of("Content-Type", "text/plain"), new byte[16 << 20]);
    Route largePage = Route.get("/large", request -> large);
    ServerLimits limits =
        new ServerLimits(
            1,
            Duration.ofSeconds(10),
            Duration.ofMinutes(5),
            Duration.ofSeconds(1),
            Duration.ofSeconds(5));
    try (TestServer server = new TestServer(Optional.of(configFile), limits, PAGE, largePage);
        Socket plain = server.connect();
        SSLSocket socket =
            (SSLSocket)
                context(null)
                    .getSocketFactory()
                    .createSocket(plain, "127.0.0.1", server.port(), true)) {
      TestServer.write(socket, "GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(socket.getInputStream().read()).isEqualTo('H');

      // The only thread comes free again, and the server lives.
      SlowClientsTest.await(() -> letsIn(server, client(null)));
      assertThat(letsIn(server, client(null))).isTrue();
    }
  }

  private void config(String more) throws IOException {
    Files.writeString(
        configFile, "tls_server_config:\n  cert_file: server.crt\n  key_file: server.key\n" + more);
  }

  private void writeServer(IssuedCertificate issued, String name) {
    issued.writeCertificate(dir.resolve(name + ".crt"));
    issued.writeKey(dir.resolve(name + ".key"), KeyForm.PKCS8);
  }

  private X509Certificate shown(TestServer server) throws Exception {
    return (X509Certificate)
        get(server, client(null)).sslSession().orElseThrow().getPeerCertificates()[0];
  }

  private static boolean letsIn(TestServer server, HttpClient client) {
    try {
      return get(server, client).statusCode() == 200;
    } catch (IOException e) {
      return false; // an alert, or a connection closed before the alert was read
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static HttpResponse<String> get(TestServer server, HttpClient client)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.port() + "/metrics"))
            .timeout(Duration.ofSeconds(10))
            .build(),
        BodyHandlers.ofString());
  }

  /** A client that has never met the server, so that no session is resumed. */
  private HttpClient client(@Nullable IssuedCertificate own, String... protocols) {
    HttpClient.Builder client =
        HttpClient.newBuilder().sslContext(context(own)).version(HttpClient.Version.HTTP_1_1);
    if (protocols.length > 0) {
      SSLParameters parameters = new SSLParameters();
      parameters.setProtocols(protocols);
      client.sslParameters(parameters);
    }
    return client.build();
  }

  private SSLContext context(@Nullable IssuedCertificate own) {
    KeyManager[] keys = {};
    if (own != null) {
      Path cert = own.writeCertificate(dir.resolve("client.crt"));
      Path key = own.writeKey(dir.resolve("client.key"), KeyForm.PKCS8);
      keys = new KeyManager[] {KeyPairFiles.load(cert, key).keyManager()};
    }
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, new TrustManager[] {TrustFile.load(caFile).trustManager()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
