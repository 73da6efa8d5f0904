package dev.etcdstorage.exporter.web;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcdstorage.exporter.testkit.data.IssuedCertificate;
import dev.etcdstorage.exporter.testkit.data.KeyForm;
import dev.etcdstorage.exporter.testkit.data.TestCertificates;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
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
    try (TestServer server = new TestServer(tls(issued), Routes.healthy())) {
      assertThatCode(() -> ask("https", server)).doesNotThrowAnyException();
    }
  }

  /** The JDK refuses MD5 wherever it looks at a certificate itself. */
  @Test
  void certificateThatIsTooWeakForTheJdkWillDoToo() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair keys = generator.generateKeyPair();
    X500Name name = new X500Name("CN=weak");
    X509CertificateHolder weak =
        new JcaX509v3CertificateBuilder(
                name,
                BigInteger.ONE,
                Date.from(Instant.now().minusSeconds(60)),
                Date.from(Instant.now().plusSeconds(3600)),
                name,
                keys.getPublic())
            .build(new JcaContentSignerBuilder("MD5withRSA").build(keys.getPrivate()));
    IssuedCertificate issued =
        new IssuedCertificate(new JcaX509CertificateConverter().getCertificate(weak), keys);
    try (TestServer server = new TestServer(tls(issued), Routes.healthy())) {
      assertThatCode(() -> ask("https", server)).doesNotThrowAnyException();
    }
  }

  private Path tls(IssuedCertificate issued) throws IOException {
    issued.writeCertificate(folder.resolve("server.crt"));
    issued.writeKey(folder.resolve("server.key"), KeyForm.PKCS8);
    return Files.writeString(
        folder.resolve("web.yml"),
        "tls_server_config: {cert_file: server.crt, key_file: server.key}\n");
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
