package dev.etcdstorage.exporter.testkit.fake;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** etcd's {@code /metrics} page with a text of the test's choice. */
public final class FakeMetricsPage implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger fetches = new AtomicInteger();
  private volatile String text;
  private volatile int status = 200;
  private volatile boolean hanging;

  private FakeMetricsPage(String text) {
    this.text = text;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException("The fake page cannot listen", e);
    }
    server.createContext("/metrics", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  public static FakeMetricsPage start(String text) {
    return new FakeMetricsPage(text);
  }

  /** The line by which etcd tells its quota, as Go prints it. */
  public static String quota(long bytes) {
    return "# HELP etcd_server_quota_backend_bytes Current backend storage quota size in bytes.\n"
        + "# TYPE etcd_server_quota_backend_bytes gauge\n"
        + "etcd_server_quota_backend_bytes "
        + goFloat((double) bytes)
        + "\n";
  }

  /** Go writes large numbers as 2.147483648e+09. */
  private static String goFloat(double value) {
    String java = Double.toString(value);
    int exponent = java.indexOf('E');
    return exponent < 0
        ? java.replaceFirst("\\.0$", "")
        : java.substring(0, exponent).replaceFirst("\\.0$", "")
            + "e+"
            + String.format("%02d", Integer.parseInt(java.substring(exponent + 1)));
  }

  public String url() {
    return "http://127.0.0.1:" + port() + "/metrics";
  }

  int port() {
    return server.getAddress().getPort();
  }

  public void text(String newText) {
    text = newText;
  }

  /** Answers with this HTTP status from now on. */
  public void status(int code) {
    status = code;
  }

  /** Takes requests and never answers. */
  public void hang() {
    hanging = true;
  }

  public int fetches() {
    return fetches.get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    fetches.incrementAndGet();
    if (hanging) {
      // An exchange that nobody closes stays open without an answer.
      return;
    }
    try (exchange) {
      byte[] body = text.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
