package dev.etcdstorage.exporter.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SlowClientsTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Route PAGE = Route.get("/metrics", request -> Response.text(200, "fine"));

  /** More than the buffers of both sides hold, so that a client must read it. */
  private static final Response LARGE =
      new Response(200, Map.of("Content-Type", "text/plain"), new byte[16 << 20]);

  private static final Route LARGE_PAGE = Route.get("/large", request -> LARGE);

  private final List<Socket> clients = new ArrayList<>();

  @AfterEach
  void disconnect() throws IOException {
    for (Socket client : clients) {
      client.close();
    }
  }

  @Test
  void answersEveryScrapeBesideFiftySlowClients() throws Exception {
    // Nobody is cut off while this runs: an answer needs a thread that the slow ones left.
    ServerLimits limits = new ServerLimits(ServerLimits.DEFAULT.threads(), LONG, LONG, LONG, LONG);
    try (TestServer server = new TestServer(Optional.empty(), limits, PAGE, LARGE_PAGE)) {
      // Given 25 clients that dribble a request and 25 that never read their answer
      for (int i = 0; i < 25; i++) {
        connectAndSend(server, "GET /metrics HTTP/1.1\r\nHost: x\r\nX-Slow: ");
        connectAndSend(server, "GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
      }
      await(() -> server.server.threads() >= 50);

      // When Prometheus scrapes while the dribblers go on
      for (int i = 0; i < 20; i++) {
        dribble();
        assertThat(server.get("/metrics").body()).isEqualTo("fine\n");
      }

      assertThat(server.server.threads()).isLessThanOrEqualTo(64);
    }
  }

  @Test
  void closesNewConnectionWhileFullAndServesAgainAfterwards() throws Exception {
    // Given all threads taken by clients that dribble
    ServerLimits limits = new ServerLimits(4, Duration.ofMillis(1500), LONG, LONG, LONG);
    try (TestServer server = new TestServer(Optional.empty(), limits, PAGE)) {
      for (int i = 0; i < 4; i++) {
        connectAndSend(server, "GET /metrics HTTP/1.1\r\n");
      }
      await(() -> server.server.threads() == 4);

      // Then a fifth is closed at once, and the server goes on when their time is over
      assertThat(isClosed(connectAndSend(server, "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n")))
          .isTrue();
      for (Socket client : clients) {
        assertThat(isClosed(client)).isTrue();
      }
      assertThat(server.get("/metrics").body()).isEqualTo("fine\n");
    }
  }

  @Test
  void cutsClientThatNeverReads() throws Exception {
    ServerLimits limits = new ServerLimits(1, LONG, LONG, Duration.ofMillis(500), LONG);
    try (TestServer server = new TestServer(Optional.empty(), limits, PAGE, LARGE_PAGE)) {
      Socket client = connectAndSend(server, "GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
      await(() -> answersPage(server));

      assertThat(readAll(client)).isLessThan(LARGE.body().length);
    }
  }

  @Test
  void cutsClientThatNeverSendsItsBody() throws Exception {
    ServerLimits limits = new ServerLimits(1, Duration.ofMillis(500), LONG, LONG, LONG);
    try (TestServer server = new TestServer(Optional.empty(), limits, PAGE)) {
      Socket client =
          connectAndSend(server, "POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n");
      assertThat(isClosed(client)).isTrue();
    }
  }

  @Test
  void answers500ForPageThatTakesTooLong() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    Route stuck =
        Route.get(
            "/stuck",
            request -> {
              never.await();
              return Response.text(200, "never");
            });
    ServerLimits limits = new ServerLimits(1, LONG, Duration.ofMillis(300), LONG, LONG);
    try (TestServer server = new TestServer(Optional.empty(), limits, PAGE, stuck)) {
      assertThat(server.get("/stuck").statusCode()).isEqualTo(500);
      assertThat(server.get("/metrics").body()).isEqualTo("fine\n");
    }
  }

  @Test
  void silentConnectionsTakeNoThread() throws Exception {
    ServerLimits limits = new ServerLimits(1, LONG, LONG, LONG, LONG);
    try (TestServer server = new TestServer(Optional.empty(), limits, PAGE)) {
      for (int i = 0; i < 100; i++) {
        clients.add(server.connect());
      }
      assertThat(server.get("/metrics").body()).isEqualTo("fine\n");
    }
  }

  @Test
  void threadsDieWhenIdle() throws Exception {
    ServerLimits limits = new ServerLimits(4, LONG, LONG, LONG, Duration.ofMillis(50));
    try (TestServer server = new TestServer(Optional.empty(), limits, PAGE)) {
      server.get("/metrics");
      await(() -> server.server.threads() == 0);
    }
  }

  private Socket connectAndSend(TestServer server, String text) throws IOException {
    Socket client = server.connect();
    clients.add(client);
    TestServer.write(client, text);
    return client;
  }

  private void dribble() throws IOException {
    for (Socket client : clients) {
      try {
        client.getOutputStream().write("x".getBytes(StandardCharsets.US_ASCII));
      } catch (SocketException e) {
        // The server has closed it: its time was over.
      }
    }
  }

  private static boolean answersPage(TestServer server) {
    try {
      return server.get("/metrics").statusCode() == 200;
    } catch (IOException e) {
      return false; // all threads are taken
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits for the end of the stream, which the socket's own time-out bounds. */
  private static boolean isClosed(Socket client) throws IOException {
    try {
      return client.getInputStream().read() < 0;
    } catch (SocketException e) {
      return true;
    }
  }

  private static long readAll(Socket client) throws IOException {
    long total = 0;
    byte[] buffer = new byte[1 << 16];
    try {
      for (int n = client.getInputStream().read(buffer);
          n >= 0;
          n = client.getInputStream().read(buffer)) {
        total += n;
      }
    } catch (SocketException e) {
      // Reset instead of closed: what was not sent is gone.
    }
    return total;
  }

  static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(15).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
      LockSupport.parkNanos(10_000_000);
    }
  }
}
