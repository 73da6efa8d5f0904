package dev.etcdstorage.exporter.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Keeps the calls of Alertmanager's web hooks, and gives them to whoever asks. It runs in a
 * container, where it has the JDK's classes and this one.
 */
final class Receiver {
  static final int PORT = 8080;

  private final List<String> calls = new CopyOnWriteArrayList<>();

  private Receiver() {}

  public static void main(String[] args) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(PORT), 0);
    server.createContext("/", new Receiver()::take);
    server.start();
  }

  /** A line for each call: its path, a space, and the body, in which JSON has no line breaks. */
  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (exchange.getRequestMethod().equals("POST")) {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        calls.add(exchange.getRequestURI().getPath() + " " + body.strip() + "\n");
        exchange.sendResponseHeaders(200, -1);
      } else {
        byte[] all = String.join("", calls).getBytes(UTF_8);
        exchange.sendResponseHeaders(200, all.length == 0 ? -1 : all.length);
        exchange.getResponseBody().write(all);
      }
    }
  }
}
