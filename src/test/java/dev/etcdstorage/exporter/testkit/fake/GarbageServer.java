package dev.etcdstorage.exporter.testkit.fake;

import dev.etcdstorage.exporter.testkit.util.TcpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Something else that listens where etcd should: it answers everything with nonsense. */
public final class GarbageServer implements AutoCloseable {
  private static final byte[] NONSENSE =
      "220 mail.example.org ESMTP, this is no etcd\r\n"
          .repeat(100)
          .getBytes(StandardCharsets.UTF_8);

  private final TcpServer server = new TcpServer(GarbageServer::talk);

  private GarbageServer() {}

  public static GarbageServer start() {
    return new GarbageServer();
  }

  /** {@code host:port}. */
  public String endpoint() {
    return "127.0.0.1:" + server.port();
  }

  private static void talk(Socket socket) throws IOException {
    OutputStream out = socket.getOutputStream();
    byte[] heard = new byte[4096];
    while (socket.getInputStream().read(heard) >= 0) {
      out.write(NONSENSE);
      out.flush();
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
