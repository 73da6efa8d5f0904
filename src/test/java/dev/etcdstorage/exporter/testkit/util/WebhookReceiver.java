package dev.etcdstorage.exporter.testkit.util;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes Alertmanager's web hook calls and remembers them with the time of their arrival. */
public final class WebhookReceiver implements AutoCloseable {
  private final List<Notification> notifications = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  private WebhookReceiver(HttpServer server) {
    this.server = server;
  }

  /** One call: one message to people. */
  public record Notification(Instant at, String path, String receiver, List<Alert> alerts) {

    /** As Alertmanager wrote it. */
    public static Notification of(Instant at, String path, String body) {
      Json message = Json.parse(body);
      return new Notification(
          at,
          path,
          message.text("receiver"),
          message.list("alerts").stream().map(WebhookReceiver::alert).toList());
    }
  }

  /** What a message says of one alert; the status is {@code firing} or {@code resolved}. */
  public record Alert(String status, Map<String, String> labels, Map<String, String> annotations) {
    public String name() {
      return labels.getOrDefault("alertname", "");
    }

    public boolean firing() {
      return status.equals("firing");
    }
  }

  /** On a port that the system chose. */
  public static WebhookReceiver start() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      WebhookReceiver receiver = new WebhookReceiver(server);
      server.createContext("/", receiver::take);
      server.start();
      return receiver;
    } catch (IOException e) {
      throw new UncheckedIOException("No web hook receiver", e);
    }
  }

  private void take(HttpExchange exchange) throws IOException {
    Instant now = Instant.now();
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      notifications.add(Notification.of(now, exchange.getRequestURI().getPath(), body));
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private static Alert alert(Json alert) {
    return new Alert(
        alert.text("status"), alert.at("labels").texts(), alert.at("annotations").texts());
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** In the order of their arrival. */
  public List<Notification> notifications() {
    return List.copyOf(notifications);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
