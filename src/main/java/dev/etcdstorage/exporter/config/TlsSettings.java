package dev.etcdstorage.exporter.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How to verify etcd, and how the exporter identifies itself.
 *
 * @param caFile PEM certificates that sign etcd's; without it the JDK's own trust store counts
 * @param certFile client certificate, PEM; comes with {@code keyFile}
 * @param keyFile its key, PEM: RSA, EC or Ed25519, as PKCS#1, SEC1 or PKCS#8, not encrypted
 * @param serverName the name to expect in etcd's certificate, if it differs from the endpoint's
 * @param insecureSkipVerify accept any certificate: for a test, never for production
 */
public record TlsSettings(
    Optional<Path> caFile,
    Optional<Path> certFile,
    Optional<Path> keyFile,
    Optional<String> serverName,
    boolean insecureSkipVerify) {
  public static final TlsSettings NONE =
      new TlsSettings(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false);

  public TlsSettings {
    if (certFile.isPresent() != keyFile.isPresent()) {
      throw new SettingException(
          certFile.isPresent() ? "certFile" : "keyFile",
          certFile.isPresent()
              ? "the client certificate has no key; give its file too (--key, keyFile)"
              : "the key has no client certificate; give its file too (--cert, certFile)");
    }
    if (insecureSkipVerify && caFile.isPresent()) {
      throw new SettingException(
          "insecureSkipVerify",
          "a CA file and insecure-skip-verify contradict each other; drop insecure-skip-verify");
    }
  }

  /** Whether any of these settings asks for TLS. */
  public boolean given() {
    return !equals(NONE);
  }
}
