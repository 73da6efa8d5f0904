package dev.etcdstorage.exporter.web;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcdstorage.exporter.testkit.IssuedCertificate;
import dev.etcdstorage.exporter.testkit.KeyForm;
import dev.etcdstorage.exporter.testkit.TestCertificates;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealthProbeTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** Of a password that nobody here has to know. */
  private static final String HASH = "$2b$04$R3Mx7kwzVSEhLJRm7i4tK.5CbGwWg1zO6MZr0mE1hB8mW7xM3n0S2";

  @TempDir private Path folder = Path.of("");

  @Test
  void whoAnswersIsHealthy() {
    try (TestServer server = new TestServer(Routes.healthy())) {
      assertThatCode(() -> ask("http", server)).doesNotThrowAnyException();
    }
  }

  @Test
  void whoWantsAPasswordIsHealthyToo() throws IOException {
    Path config =
        Files.writeString(folder.resolve("web.yml"), "basic_auth_users: {prom: " + HASH + "}\n");
    try (TestServer server = new TestServer(config, Routes.healthy())) {
      assertThatCode(() -> ask("http", server)).doesNotThrowAnyException();
    }
  }

  @Test
  void certificateOfAnyoneWillDo() throws IOException {
    IssuedCertificate issued = TestCertificates.authority("nobody knows").server("elsewhere");
    issued.writeCertificate(folder.resolve("server.crt"));
    issued.writeKey(folder.resolve("server.key"), KeyForm.PKCS8);
    Path config =
        Files.writeString(
            folder.resolve("web.yml"),
            "tls_server_config: {cert_file: server.crt, key_file: server.key}\n");
    try (TestServer server = new TestServer(config, Routes.healthy())) {
      assertThatCode(() -> ask("https", server)).doesNotThrowAnyException();
    }
  }

  @Test
  void anotherStatusIsNot() {
    try (TestServer server =
        new TestServer(Route.get("/-/healthy", request -> Response.text(503, "not now")))) {
      assertThatThrownBy(() -> ask("http", server)).hasMessage("it answers with status 503");
    }
  }

  private static void ask(String scheme, TestServer server) throws IOException {
    HealthProbe.ask(URI.create(scheme + "://127.0.0.1:" + server.port() + "/-/healthy"), TIMEOUT);
  }
}
