package dev.etcdstorage.exporter.tls;

import dev.etcdstorage.exporter.config.ConfigException;
import dev.etcdstorage.exporter.files.FileFault;
import io.grpc.util.AdvancedTlsX509KeyManager;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * A certificate chain and its key, from files that are read again when they change. Open
 * connections keep what they have.
 */
public final class KeyPairFiles {
  private final AdvancedTlsX509KeyManager manager;
  private final WatchedFiles files;

  private KeyPairFiles(AdvancedTlsX509KeyManager manager, WatchedFiles files) {
    this.manager = manager;
    this.files = files;
  }

  /**
   * Reads both files.
   *
   * @param certFile the certificate itself first, then any intermediate ones
   * @throws ConfigException if one cannot be used, or if they do not belong together
   */
  public static KeyPairFiles load(Path certFile, Path keyFile) {
    return load(certFile, keyFile, new AdvancedTlsX509KeyManager());
  }

  /** Reads other files for the same key manager: connections from now on use them. */
  public KeyPairFiles replaceBy(Path certFile, Path keyFile) {
    return load(certFile, keyFile, manager);
  }

  private static KeyPairFiles load(Path certFile, Path keyFile, AdvancedTlsX509KeyManager manager) {
    WatchedFiles files =
        WatchedFiles.load(
            "certificate " + certFile,
            List.of(certFile, keyFile),
            () -> read(certFile, keyFile, manager));
    return new KeyPairFiles(manager, files);
  }

  /** Always the same object; its content follows the files. */
  public X509ExtendedKeyManager keyManager() {
    return manager;
  }

  /** Reads the files again if they changed; may take seconds. */
  public void refresh() {
    files.refresh();
  }

  public Optional<FileFault> fault() {
    return files.fault();
  }

  private static void read(Path certFile, Path keyFile, AdvancedTlsX509KeyManager manager) {
    List<X509Certificate> chain = PemFiles.certificates(certFile);
    PrivateKey key = PemFiles.privateKey(keyFile);
    if (!belongTogether(chain.get(0), key)) {
      throw new ConfigException(keyFile, "does not belong to the first certificate in " + certFile);
    }
    manager.updateIdentityCredentials(chain.toArray(new X509Certificate[0]), key);
  }

  private static boolean belongTogether(X509Certificate certificate, PrivateKey key) {
    byte[] probe = {1, 2, 3, 4};
    try {
      Signature signature = Signature.getInstance(signatureOf(key));
      signature.initSign(key);
      signature.update(probe);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(probe);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** The name of any signature algorithm for this kind of key. */
  private static String signatureOf(PrivateKey key) {
    return switch (key.getAlgorithm()) {
      case "EC" -> "SHA256withECDSA";
      case "EdDSA" -> "EdDSA";
      default -> "SHA256withRSA";
    };
  }
}
