package dev.etcdstorage.exporter.tls;

import io.grpc.util.AdvancedTlsX509TrustManager;
import java.security.GeneralSecurityException;
import javax.net.ssl.X509ExtendedTrustManager;

/** The authorities that the Java runtime trusts, for who names no file. */
public final class SystemTrust {
  private SystemTrust() {}

  /** Checks the server's host name too, as {@link TrustFile} does. */
  public static X509ExtendedTrustManager trustManager() {
    try {
      AdvancedTlsX509TrustManager manager = AdvancedTlsX509TrustManager.newBuilder().build();
      manager.useSystemDefaultTrustCerts();
      return manager;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the Java runtime's own trust store cannot be read", e);
    }
  }
}
