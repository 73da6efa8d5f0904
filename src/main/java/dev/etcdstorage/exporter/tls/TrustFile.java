package dev.etcdstorage.exporter.tls;

import dev.etcdstorage.exporter.config.ConfigException;
import dev.etcdstorage.exporter.files.FileFault;
import io.grpc.util.AdvancedTlsX509TrustManager;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusted authorities, from a file that is read again when it changes. As a client it always checks
 * the server's host name too, as a server the client's certificate only.
 */
public final class TrustFile {
  private final AdvancedTlsX509TrustManager manager;
  private final WatchedFiles file;

  private TrustFile(AdvancedTlsX509TrustManager manager, WatchedFiles file) {
    this.manager = manager;
    this.file = file;
  }

  /**
   * Reads the file.
   *
   * @throws ConfigException if it cannot be used
   */
  public static TrustFile load(Path caFile) {
    AdvancedTlsX509TrustManager manager = newManager();
    WatchedFiles file =
        WatchedFiles.load(
            "trusted authorities " + caFile, List.of(caFile), () -> read(caFile, manager));
    return new TrustFile(manager, file);
  }

  /** The Java runtime's authorities, for when no file is named. */
  public static X509ExtendedTrustManager ofJavaRuntime() {
    AdvancedTlsX509TrustManager manager = newManager();
    try {
      manager.useSystemDefaultTrustCerts();
      return manager;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the Java runtime's own trust store cannot be read", e);
    }
  }

  /** Always the same object; its content follows the file. */
  public X509ExtendedTrustManager trustManager() {
    return manager;
  }

  /** Reads the file again if it changed; may take seconds. */
  public void refresh() {
    file.refresh();
  }

  public Optional<FileFault> fault() {
    return file.fault();
  }

  private static void read(Path caFile, AdvancedTlsX509TrustManager manager) {
    List<X509Certificate> authorities = PemFiles.certificates(caFile);
    try {
      manager.updateTrustCredentials(authorities.toArray(new X509Certificate[0]));
    } catch (GeneralSecurityException | IOException e) {
      throw new ConfigException(caFile, "these authorities cannot be used: " + e.getMessage());
    }
  }

  private static AdvancedTlsX509TrustManager newManager() {
    try {
      return AdvancedTlsX509TrustManager.newBuilder().build();
    } catch (CertificateException e) {
      throw new IllegalStateException(e);
    }
  }
}
