package dev.etcdstorage.exporter.tls;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** TLS handshakes in memory: two engines that hand each other their bytes. */
final class Handshakes {
  private Handshakes() {}

  static SSLContext context(
      @Nullable X509ExtendedKeyManager key, @Nullable X509ExtendedTrustManager trust)
      throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        key == null ? new KeyManager[0] : new KeyManager[] {key},
        trust == null ? new TrustManager[0] : new TrustManager[] {trust},
        null);
    return context;
  }

  /** The certificate that the server showed to a client which asked for {@code host}. */
  static X509Certificate serverSeenBy(SSLContext client, SSLContext server, String host)
      throws SSLException {
    SSLEngine asking = client.createSSLEngine(host, 443);
    SSLParameters parameters = asking.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    asking.setSSLParameters(parameters);
    shake(asking, server.createSSLEngine());
    return (X509Certificate) asking.getSession().getPeerCertificates()[0];
  }

  /** The certificate that a client showed to a server which demands one. */
  static X509Certificate clientSeenBy(SSLContext server, SSLContext client) throws SSLException {
    SSLEngine demanding = server.createSSLEngine();
    demanding.setNeedClientAuth(true);
    shake(client.createSSLEngine("localhost", 443), demanding);
    return (X509Certificate) demanding.getSession().getPeerCertificates()[0];
  }

  private static void shake(SSLEngine client, SSLEngine server) throws SSLException {
    client.setUseClientMode(true);
    server.setUseClientMode(false);
    ByteBuffer toServer = ByteBuffer.allocate(1 << 16);
    ByteBuffer toClient = ByteBuffer.allocate(1 << 16);
    client.beginHandshake();
    server.beginHandshake();
    for (int round = 0; round < 50 && (shaking(client) || shaking(server)); round++) {
      step(client, toClient, toServer);
      step(server, toServer, toClient);
    }
    // TLS 1.3: the server's verdict on the client's certificate comes after the client is done.
    step(client, toClient, toServer);
  }

  private static boolean shaking(SSLEngine engine) {
    return engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING;
  }

  private static void step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
    ByteBuffer nothing = ByteBuffer.allocate(1 << 16);
    if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
      engine.wrap(ByteBuffer.allocate(0), out);
    } else {
      in.flip();
      engine.unwrap(in, nothing);
      in.compact();
    }
    for (Runnable task = engine.getDelegatedTask(); task != null; ) {
      task.run();
      task = engine.getDelegatedTask();
    }
  }
}
