package dev.etcdstorage.exporter.testkit.fake;

import dev.etcdstorage.exporter.testkit.util.TcpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;

/**
 * A fake etcd and its metrics page on one plaintext port, as a real member has them: connections
 * that begin like HTTP/2 go to the one, all others to the other.
 */
public final class FakeMember implements AutoCloseable {
  private static final byte[] HTTP2 = {'P', 'R', 'I'};

  private final FakeEtcd etcd;
  private final FakeMetricsPage page;
  private final TcpServer door;

  private FakeMember(String metricsText) {
    etcd = FakeEtcd.start();
    page = FakeMetricsPage.start(metricsText);
    door = new TcpServer(this::pass);
  }

  /** A member that tells its quota on its page, as all do before 3.6. */
  public static FakeMember start(long quotaBytes) {
    return new FakeMember(FakeMetricsPage.quota(quotaBytes));
  }

  public FakeEtcd etcd() {
    return etcd;
  }

  public FakeMetricsPage page() {
    return page;
  }

  /** {@code host:port}. */
  public String endpoint() {
    return "127.0.0.1:" + door.port();
  }

  public String clientUrl() {
    return "http://" + endpoint();
  }

  private void pass(Socket client) throws IOException {
    byte[] first = client.getInputStream().readNBytes(HTTP2.length);
    int port = Arrays.equals(first, HTTP2) ? etcd.port() : page.port();
    try (Socket backend = new Socket(InetAddress.getLoopbackAddress(), port)) {
      backend.getOutputStream().write(first);
      door.run(() -> pump(backend, client));
      pump(client, backend);
    }
  }

  /** Copies until one side ends, then ends the other. */
  private static void pump(Socket from, Socket to) {
    try (to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      in.transferTo(out);
    } catch (IOException e) {
      // One of the two went away; the other is closed here.
    }
  }

  @Override
  public void close() {
    door.close();
    page.close();
    etcd.close();
  }
}
