package dev.etcdstorage.exporter.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcdstorage.exporter.config.ConfigException;
import dev.etcdstorage.exporter.testkit.data.IssuedCertificate;
import dev.etcdstorage.exporter.testkit.data.KeyForm;
import dev.etcdstorage.exporter.testkit.data.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyPairFilesTest {
  private final TestCertificates ca = TestCertificates.authority("ca");
  private final IssuedCertificate first = ca.server("localhost");
  private final IssuedCertificate second = ca.server("localhost", "other");

  @TempDir Path dir;
  private Path cert = Path.of("");
  private Path key = Path.of("");

  @BeforeEach
  void writeFirstPair() {
    cert = first.writeCertificate(dir.resolve("tls.crt"));
    key = first.writeKey(dir.resolve("tls.key"), KeyForm.PKCS8);
  }

  @Test
  void refusesKeyOfAnotherCertificate() {
    second.writeKey(key, KeyForm.PKCS8);

    assertThatThrownBy(() -> KeyPairFiles.load(cert, key))
        .isInstanceOf(ConfigException.class)
        .hasMessage(key + ": does not belong to the first certificate in " + cert);
  }

  @Test
  void refusesKeyOfAnotherAlgorithm() {
    ca.server(TestCertificates.Algorithm.RSA, "localhost").writeKey(key, KeyForm.PKCS1);

    assertThatThrownBy(() -> KeyPairFiles.load(cert, key))
        .hasMessage(key + ": does not belong to the first certificate in " + cert);
  }

  @Test
  void refusesEd25519KeyOfAnotherCertificate() {
    TestCertificates.Algorithm ed25519 = TestCertificates.Algorithm.ED25519;
    ca.server(ed25519, "localhost").writeCertificate(cert);
    ca.server(ed25519, "localhost").writeKey(key, KeyForm.PKCS8);

    assertThatThrownBy(() -> KeyPairFiles.load(cert, key))
        .hasMessage(key + ": does not belong to the first certificate in " + cert);
  }

  @Test
  void followsChangedFiles() throws Exception {
    KeyPairFiles pair = KeyPairFiles.load(cert, key);
    assertThat(served(pair)).isEqualTo(first.certificate());

    second.writeCertificate(cert);
    second.writeKey(key, KeyForm.SEC1);
    assertThat(served(pair)).isEqualTo(first.certificate());

    pair.refresh();
    assertThat(served(pair)).isEqualTo(second.certificate());
  }

  @Test
  void keepsOldPairUntilBothFilesAreThere() throws Exception {
    KeyPairFiles pair = KeyPairFiles.load(cert, key);

    second.writeCertificate(cert);
    pair.refresh();
    assertThat(served(pair)).isEqualTo(first.certificate());

    Files.delete(key);
    pair.refresh();
    assertThat(served(pair)).isEqualTo(first.certificate());

    second.writeKey(key, KeyForm.PKCS8);
    pair.refresh();
    assertThat(served(pair)).isEqualTo(second.certificate());
  }

  @Test
  void followsSwappedLinkOfKubernetesSecret() throws Exception {
    // Given a mounted secret: files that are links through ..data to a folder of one generation
    generation("..1", first);
    Path data = Files.createSymbolicLink(dir.resolve("..data"), Path.of("..1"));
    Path linkedCert = Files.createSymbolicLink(dir.resolve("l.crt"), Path.of("..data", "tls.crt"));
    Path linkedKey = Files.createSymbolicLink(dir.resolve("l.key"), Path.of("..data", "tls.key"));
    KeyPairFiles pair = KeyPairFiles.load(linkedCert, linkedKey);

    // When ..data is swapped for the next generation
    generation("..2", second);
    Path next = Files.createSymbolicLink(dir.resolve("..tmp"), Path.of("..2"));
    Files.move(next, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    pair.refresh();

    assertThat(served(pair)).isEqualTo(second.certificate());
  }

  private void generation(String name, IssuedCertificate issued) throws IOException {
    Path folder = Files.createDirectory(dir.resolve(name));
    issued.writeCertificate(folder.resolve("tls.crt"));
    issued.writeKey(folder.resolve("tls.key"), KeyForm.PKCS8);
  }

  private static X509Certificate served(KeyPairFiles pair) throws Exception {
    SSLContext server = Handshakes.context(pair.keyManager(), null);
    SSLContext client = Handshakes.context(null, new TrustAnything());
    return Handshakes.serverSeenBy(client, server, "localhost");
  }
}
