package dev.etcdstorage.exporter.testkit.data;

import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/** A certificate of {@link TestCertificates} and its keys. */
public record IssuedCertificate(X509Certificate certificate, KeyPair keys) {
  public PrivateKey key() {
    return keys.getPrivate();
  }

  /** Writes the certificate as PEM and gives back the path. */
  public Path writeCertificate(Path file) {
    return PemText.write(file, PemText.certificates(List.of(certificate)));
  }

  /** Writes the private key as PEM and gives back the path. */
  public Path writeKey(Path file, KeyForm form) {
    return PemText.write(file, form.pem(keys));
  }
}
