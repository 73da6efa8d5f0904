package dev.etcdstorage.exporter.tls;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;

/**
 * Loads Java's TLS classes while the start is otherwise busy: loading them is part of the time
 * until the first scrape (docs/benchmarks.md). Java's own only: two threads that set up netty at
 * the same time could wait for each other's classes for ever.
 */
public final class TlsWarmUp {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private TlsWarmUp() {}

  /** On a thread of its own. Costs memory, so call it only where TLS will be used. */
  public static void begin() {
    Thread thread = new Thread(TlsWarmUp::run, "tls-warm-up");
    thread.setDaemon(true);
    thread.start();
  }

  private static void run() {
    try {
      var unused = firstMessage();
    } catch (GeneralSecurityException | SSLException e) {
      // Nothing depends on it; if TLS does not work, the first connection says why.
    }
  }

  /**
   * Goes as far as a client can without a server. Trusts nobody: Java's own authorities are large.
   */
  static ByteBuffer firstMessage() throws GeneralSecurityException, SSLException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[0], null);
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(true);
    ByteBuffer message = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.wrap(NOTHING, message);
    return message.flip();
  }
}
