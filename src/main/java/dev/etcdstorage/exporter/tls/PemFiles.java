package dev.etcdstorage.exporter.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.etcdstorage.exporter.config.ConfigException;
import dev.etcdstorage.exporter.files.UserFile;
import io.airlift.security.pem.PemReader;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads certificates and keys as etcd, kubeadm and openssl write them: PKCS#1, SEC1 (also after
 * {@code EC PARAMETERS}) and PKCS#8, and Ed25519 as cert-manager does. Every failure is a {@link
 * ConfigException} of one line that names the file and holds nothing of its content.
 */
public final class PemFiles {
  private static final Pattern CERTIFICATE_HEADER =
      Pattern.compile("-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----");
  private static final Pattern KEY_HEADER =
      Pattern.compile("-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----");
  private static final Pattern PKCS8 =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]*)-----END PRIVATE KEY-----");

  private PemFiles() {}

  /**
   * All certificates of a file, in its order.
   *
   * @throws ConfigException if there is none or one of them cannot be read
   */
  public static List<X509Certificate> certificates(Path file) {
    String text = read(file);
    int headers = (int) CERTIFICATE_HEADER.matcher(text).results().count();
    if (headers == 0) {
      throw new ConfigException(file, noCertificate(text));
    }
    List<X509Certificate> certificates;
    try {
      certificates = PemReader.readCertificateChain(text);
    } catch (CertificateException | IllegalArgumentException e) {
      throw new ConfigException(file, "a certificate in this file is damaged; write the file anew");
    }
    // The reader skips blocks that it does not understand. A missing authority would show much
    // later, as a failing handshake.
    if (certificates.size() != headers) {
      throw new ConfigException(
          file,
          "only "
              + certificates.size()
              + " of "
              + headers
              + " certificates can be read; write the file anew");
    }
    return certificates;
  }

  /**
   * The first private key of a file, RSA, EC or Ed25519.
   *
   * @throws ConfigException if there is none, or it is encrypted, damaged or of another algorithm
   */
  public static PrivateKey privateKey(Path file) {
    String text = read(file);
    Matcher header = KEY_HEADER.matcher(text);
    if (!header.find()) {
      throw new ConfigException(file, noKey(text));
    }
    if (header.group().contains("ENCRYPTED") || text.contains("Proc-Type: 4,ENCRYPTED")) {
      throw new ConfigException(
          file,
          "the private key is encrypted; the exporter runs unattended and takes an"
              + " unencrypted key (openssl pkey -in "
              + file
              + " -out NEW-FILE)");
    }
    return rsaOrEc(text)
        .or(() -> ed25519(text))
        .orElseThrow(
            () ->
                new ConfigException(
                    file,
                    "the private key is damaged or not supported; an RSA, EC or Ed25519 key is"
                        + " needed"));
  }

  private static Optional<PrivateKey> rsaOrEc(String text) {
    try {
      PrivateKey key = PemReader.loadPrivateKey(text, Optional.empty());
      return Optional.of(key)
          .filter(read -> read.getAlgorithm().equals("RSA") || read.getAlgorithm().equals("EC"));
    } catch (GeneralSecurityException | IOException | RuntimeException e) {
      // The cause may quote the content, so it is dropped.
      return Optional.empty();
    }
  }

  /** The other reader does not support it. There is one form only, PKCS#8 (RFC 8410). */
  private static Optional<PrivateKey> ed25519(String text) {
    Matcher block = PKCS8.matcher(text);
    if (!block.find()) {
      return Optional.empty();
    }
    try {
      byte[] der = Base64.getMimeDecoder().decode(block.group(1));
      return Optional.of(
          KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(der)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** May hold comments in any encoding. */
  private static String read(Path file) {
    byte[] bytes;
    try {
      bytes = UserFile.read(file);
    } catch (IOException e) {
      throw new ConfigException(file, String.valueOf(e.getMessage()));
    }
    if (bytes.length == 0) {
      throw new ConfigException(file, "the file is empty; it must hold PEM text");
    }
    return new String(bytes, ISO_8859_1);
  }

  private static String noCertificate(String text) {
    if (KEY_HEADER.matcher(text).find()) {
      return "holds a private key and no certificate; are the two files swapped?";
    }
    return text.contains("-----BEGIN ")
        ? "holds no certificate; it must have a BEGIN CERTIFICATE line"
        : "not a PEM file; it must have a BEGIN CERTIFICATE line"
            + " (openssl x509 -inform der converts)";
  }

  private static String noKey(String text) {
    if (CERTIFICATE_HEADER.matcher(text).find()) {
      return "holds a certificate and no private key; are the two files swapped?";
    }
    return text.contains("-----BEGIN ")
        ? "holds no private key; it must have a BEGIN PRIVATE KEY line"
        : "not a PEM file; it must have a BEGIN PRIVATE KEY line (openssl pkey -inform der"
            + " converts)";
  }
}
