package dev.etcdstorage.exporter.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcdstorage.exporter.testkit.data.IssuedCertificate;
import dev.etcdstorage.exporter.testkit.data.KeyForm;
import dev.etcdstorage.exporter.testkit.data.TestCertificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustFileTest {
  private final TestCertificates ca = TestCertificates.authority("ca");
  private final TestCertificates strangers = TestCertificates.authority("strangers");

  @TempDir Path dir;
  private Path file = Path.of("");

  @BeforeEach
  void writeAuthority() {
    file = ca.writeCertificate(dir.resolve("ca.crt"));
  }

  @Test
  void trustsServersOfItsAuthority() throws Exception {
    IssuedCertificate server = ca.server("db.example", "127.0.0.1");

    assertThat(seen(TrustFile.load(file).trustManager(), server, "db.example"))
        .isEqualTo(server.certificate());
    assertThat(seen(TrustFile.load(file).trustManager(), server, "127.0.0.1"))
        .isEqualTo(server.certificate());
  }

  @Test
  void refusesWrongHostName() {
    assertThatThrownBy(
            () -> seen(TrustFile.load(file).trustManager(), ca.server("db.example"), "localhost"))
        .isInstanceOf(SSLHandshakeException.class)
        .hasMessageContaining("localhost");
  }

  @Test
  void refusesOtherAuthorityAndExpiredCertificate() {
    assertThatThrownBy(
            () ->
                seen(
                    TrustFile.load(file).trustManager(),
                    strangers.server("localhost"),
                    "localhost"))
        .isInstanceOf(SSLHandshakeException.class);
    assertThatThrownBy(
            () -> seen(TrustFile.load(file).trustManager(), ca.expired("localhost"), "localhost"))
        .isInstanceOf(SSLHandshakeException.class)
        .hasStackTraceContaining("NotAfter");
  }

  @Test
  void systemTrustRefusesUnknownAuthority() {
    assertThatThrownBy(() -> seen(TrustFile.ofJavaRuntime(), ca.server("localhost"), "localhost"))
        .isInstanceOf(SSLHandshakeException.class);
  }

  @Test
  void trustAnythingTakesExpiredStrangerOfWrongName() throws Exception {
    IssuedCertificate server = strangers.expired("elsewhere");
    assertThat(seen(new TrustAnything(), server, "localhost")).isEqualTo(server.certificate());
  }

  @Test
  void verifiesClientCertificates() throws Exception {
    SSLContext server =
        Handshakes.context(keys(ca.server("localhost")), TrustFile.load(file).trustManager());
    IssuedCertificate friend = ca.client("prometheus");

    SSLContext friendly = Handshakes.context(keys(friend), new TrustAnything());
    assertThat(Handshakes.clientSeenBy(server, friendly)).isEqualTo(friend.certificate());

    SSLContext strange = Handshakes.context(keys(strangers.client("mallory")), new TrustAnything());
    assertThatThrownBy(() -> Handshakes.clientSeenBy(server, strange))
        .isInstanceOf(SSLHandshakeException.class);
  }

  @Test
  void followsChangedFileAndKeepsOldOneWhenBroken() throws Exception {
    TrustFile trust = TrustFile.load(file);
    IssuedCertificate old = ca.server("localhost");
    IssuedCertificate next = strangers.server("localhost");

    Files.writeString(file, "half written");
    trust.refresh();
    assertThat(seen(trust.trustManager(), old, "localhost")).isEqualTo(old.certificate());

    strangers.writeCertificate(file);
    trust.refresh();
    assertThat(seen(trust.trustManager(), next, "localhost")).isEqualTo(next.certificate());
    assertThatThrownBy(() -> seen(trust.trustManager(), old, "localhost"))
        .isInstanceOf(SSLHandshakeException.class);
  }

  private X509Certificate seen(
      X509ExtendedTrustManager trust, IssuedCertificate issued, String host) throws Exception {
    SSLContext server = Handshakes.context(keys(issued), null);
    return Handshakes.serverSeenBy(Handshakes.context(null, trust), server, host);
  }

  private X509ExtendedKeyManager keys(IssuedCertificate issued) {
    return KeyPairFiles.load(
            issued.writeCertificate(dir.resolve("x.crt")),
            issued.writeKey(dir.resolve("x.key"), KeyForm.PKCS8))
        .keyManager();
  }
}
