package dev.etcdstorage.exporter.web;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import java.security.GeneralSecurityException;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** Gives each new connection the present certificate and requirements. */
final class TlsConfigurator extends HttpsConfigurator {
  /**
   * A resumed session skips the client's certificate, so an authority that is no longer trusted
   * still lets clients in for this long. Prometheus keeps its connections and is hardly affected.
   */
  private static final int SESSION_SECONDS = 300;

  private final Supplier<TlsMaterial> material;

  private TlsConfigurator(SSLContext context, Supplier<TlsMaterial> material) {
    super(context);
    this.material = material;
  }

  static TlsConfigurator create(Supplier<TlsMaterial> material) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          new KeyManager[] {material.get().keys().keyManager()},
          new TrustManager[] {new SwitchingTrustManager(() -> material.get().trust())},
          null);
      context.getServerSessionContext().setSessionTimeout(SESSION_SECONDS);
      return new TlsConfigurator(context, material);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs on the connection's own thread, before its handshake. */
  @Override
  public void configure(HttpsParameters parameters) {
    parameters.setSSLParameters(material.get().parameters(getSSLContext()));
  }
}
