package dev.etcdstorage.exporter.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcdstorage.exporter.config.ConfigException;
import dev.etcdstorage.exporter.testkit.data.IssuedCertificate;
import dev.etcdstorage.exporter.testkit.data.KeyForm;
import dev.etcdstorage.exporter.testkit.data.TestCertificates;
import dev.etcdstorage.exporter.testkit.data.TestCertificates.Algorithm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PemFilesTest {
  private static final TestCertificates CA = TestCertificates.authority("ca");
  private static final IssuedCertificate EC = CA.server("localhost");
  private static final IssuedCertificate RSA = CA.server(Algorithm.RSA, "localhost");
  private static final IssuedCertificate ED25519 = CA.server(Algorithm.ED25519, "localhost");

  private static final String FORMS_OF_KEYS =
      """
      RSA, PKCS1
      RSA, PKCS8
      EC, SEC1
      EC, SEC1_WITH_PARAMETERS
      EC, PKCS8
      ED25519, PKCS8
      """;

  @TempDir Path dir;

  @ParameterizedTest
  @CsvSource(textBlock = FORMS_OF_KEYS)
  void readsEveryFormOfKey(Algorithm algorithm, KeyForm form) {
    IssuedCertificate issued = issued(algorithm);
    Path file = issued.writeKey(dir.resolve("key.pem"), form);

    assertThat(PemFiles.privateKey(file).getEncoded()).isNotEmpty();
    assertThat(PemFiles.privateKey(file).getAlgorithm()).isEqualTo(issued.key().getAlgorithm());
    Path cert = issued.writeCertificate(dir.resolve("cert.pem"));
    assertThat(KeyPairFiles.load(cert, file).keyManager()).isNotNull();
  }

  @ParameterizedTest
  @CsvSource(textBlock = FORMS_OF_KEYS)
  void readsWindowsLineEndsAndByteOrderMark(Algorithm algorithm, KeyForm form) throws IOException {
    IssuedCertificate issued = issued(algorithm);
    Path key = issued.writeKey(dir.resolve("key.pem"), form);
    Path cert = issued.writeCertificate(dir.resolve("cert.pem"));
    for (Path file : new Path[] {key, cert}) {
      Files.writeString(file, "\uFEFF" + Files.readString(file).replaceAll("\\R", "\r\n"));
    }

    assertThat(KeyPairFiles.load(cert, key).keyManager()).isNotNull();
  }

  private static IssuedCertificate issued(Algorithm algorithm) {
    return switch (algorithm) {
      case RSA -> RSA;
      case EC -> EC;
      case ED25519 -> ED25519;
    };
  }

  @Test
  void readsCertificatesInOrderPastCommentsInAnyEncoding() throws IOException {
    Path file = EC.writeCertificate(dir.resolve("chain.pem"));
    Path second = CA.writeCertificate(dir.resolve("ca.pem"));
    Files.writeString(file, "# Größe\n" + Files.readString(file) + "\n" + Files.readString(second));

    assertThat(PemFiles.certificates(file)).containsExactly(EC.certificate(), CA.certificate());
  }

  @Test
  void namesMissingFile() {
    Path file = dir.resolve("absent.pem");
    assertComplaint(() -> PemFiles.certificates(file), file + ": no such file");
    assertComplaint(() -> PemFiles.privateKey(file), file + ": no such file");
  }

  @Test
  void namesDirectoryAndEmptyFile() throws IOException {
    Path empty = Files.createFile(dir.resolve("empty.pem"));

    assertComplaint(
        () -> PemFiles.certificates(dir), dir + ": is a directory; name the file in it");
    assertComplaint(
        () -> PemFiles.certificates(empty), empty + ": the file is empty; it must hold PEM text");
  }

  @Test
  void saysThatFileIsNotPem() throws IOException {
    Path file = Files.write(dir.resolve("x.der"), EC.certificate().getPublicKey().getEncoded());
    assertComplaint(
        () -> PemFiles.certificates(file),
        file
            + ": not a PEM file; it must have a BEGIN CERTIFICATE line"
            + " (openssl x509 -inform der converts)");
    assertComplaint(
        () -> PemFiles.privateKey(file),
        file
            + ": not a PEM file; it must have a BEGIN PRIVATE KEY line"
            + " (openssl pkey -inform der converts)");
  }

  @Test
  void saysWhenFilesAreSwapped() {
    Path key = EC.writeKey(dir.resolve("key.pem"), KeyForm.SEC1);
    Path cert = EC.writeCertificate(dir.resolve("cert.pem"));
    assertComplaint(
        () -> PemFiles.certificates(key),
        key + ": holds a private key and no certificate; are the two files swapped?");
    assertComplaint(
        () -> PemFiles.privateKey(cert),
        cert + ": holds a certificate and no private key; are the two files swapped?");
  }

  @ParameterizedTest
  @CsvSource({"ENCRYPTED_PKCS1", "ENCRYPTED_PKCS8"})
  void asksForUnencryptedKey(KeyForm form) {
    Path file = RSA.writeKey(dir.resolve("key.pem"), form);
    assertComplaint(
        () -> PemFiles.privateKey(file),
        file
            + ": the private key is encrypted; the exporter runs unattended and takes an"
            + " unencrypted key (openssl pkey -in "
            + file
            + " -out NEW-FILE)");
  }

  @Test
  void saysWhichAlgorithmsAreTaken() throws Exception {
    KeyPair ed448 = KeyPairGenerator.getInstance("Ed448").generateKeyPair();
    Path file = Files.writeString(dir.resolve("key.pem"), KeyForm.PKCS8.pem(ed448));
    assertNotTaken(file);
  }

  /** The 15 letters that are the same in every key of this kind, then nothing of use. */
  @Test
  void refusesDamagedEd25519Key() throws IOException {
    Path file = ED25519.writeKey(dir.resolve("key.pem"), KeyForm.PKCS8);
    Files.writeString(file, Files.readString(file).replace("MC4CAQAwBQYDK2V", "MC4CAQAwBQYDK2X"));

    assertNotTaken(file);
  }

  @Test
  void neverQuotesDamagedKey() throws IOException {
    Path file = EC.writeKey(dir.resolve("key.pem"), KeyForm.SEC1);
    String half = Files.readString(file).substring(0, 100);
    Files.writeString(file, half + "\n-----END EC PRIVATE KEY-----\n");

    assertNotTaken(file);
  }

  @Test
  void refusesBundleWithDamagedCertificate() throws IOException {
    Path file = CA.writeCertificate(dir.resolve("ca.pem"));
    String good = Files.readString(file);
    Files.writeString(file, good + good.replace("MII", "!!!"));
    assertComplaint(
        () -> PemFiles.certificates(file),
        file + ": only 1 of 2 certificates can be read; write the file anew");

    Files.writeString(file, good.replace("MII", "AAA"));
    assertComplaint(
        () -> PemFiles.certificates(file),
        file + ": a certificate in this file is damaged; write the file anew");
  }

  private static void assertNotTaken(Path key) {
    assertComplaint(
        () -> PemFiles.privateKey(key),
        key + ": the private key is damaged or not supported; an RSA, EC or Ed25519 key is needed");
  }

  private static void assertComplaint(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(ConfigException.class).hasMessage(message);
  }
}
