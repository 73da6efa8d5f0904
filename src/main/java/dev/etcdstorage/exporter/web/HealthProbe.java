package dev.etcdstorage.exporter.web;

import dev.etcdstorage.exporter.tls.TrustAnything;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * Asks a running exporter whether it is alive, for a container engine's health check. It asks over
 * loopback and sends nothing secret, so it does not check the certificate.
 */
public final class HealthProbe {
  private static final int OK = 200;

  /** An exporter that wants a password is alive, and a health check has none. */
  private static final int UNAUTHORIZED = 401;

  private HealthProbe() {}

  /**
   * Asks once.
   *
   * @param url http or https
   * @param timeout to connect, and then for the answer
   * @throws IOException if it does not answer or is not healthy; the message says which
   */
  public static void ask(URI url, Duration timeout) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
    connection.setConnectTimeout(Math.toIntExact(timeout.toMillis()));
    connection.setReadTimeout(Math.toIntExact(timeout.toMillis()));
    connection.setInstanceFollowRedirects(false);
    if (connection instanceof HttpsURLConnection https) {
      https.setSSLSocketFactory(trusting().getSocketFactory());
      https.setHostnameVerifier((host, session) -> true);
    }
    try {
      int status = connection.getResponseCode();
      if (status != OK && status != UNAUTHORIZED) {
        throw new IOException(
            status < 0
                ? "it does not answer with HTTP; its pages may need https"
                : "it answers with status " + status);
      }
    } finally {
      connection.disconnect();
    }
  }

  private static SSLContext trusting() throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new TrustAnything()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("This Java has no TLS", e);
    }
  }
}
