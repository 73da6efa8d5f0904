package dev.etcdstorage.exporter.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class TlsWarmUpTest {
  private static final byte HANDSHAKE = 22;
  private static final byte CLIENT_HELLO = 1;

  /** What is loaded for it is what a connection needs; an engine that did nothing would not do. */
  @Test
  void comesAsFarAsTheClientsFirstMessage() throws Exception {
    ByteBuffer message = TlsWarmUp.firstMessage();

    assertThat(message.get(0)).isEqualTo(HANDSHAKE);
    assertThat(message.get(5)).isEqualTo(CLIENT_HELLO);
  }
}
