package dev.etcdstorage.exporter.web;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Handles one exchange on its own thread: reads the request whole, checks the user, makes the page,
 * sends it.
 */
final class ExchangeHandler implements HttpHandler {
  /** No page takes a body; a small one is read and ignored to keep the connection alive. */
  private static final int MAX_BODY_BYTES = 64 << 10;

  /**
   * How much is passed to the JDK's server at once. It keeps a buffer twice as large for each
   * connection, and the JDK one more for each thread: with whole pages of megabytes these would be
   * most of the exporter's memory.
   */
  private static final int PIECE_BYTES = 16 << 10;

  private final ExchangeExecutor executor;
  private final WebConfig config;
  private final BasicAuth auth;
  private final Function<Request, Response> router;

  ExchangeHandler(
      ExchangeExecutor executor,
      WebConfig config,
      BasicAuth auth,
      Function<Request, Response> router) {
    this.executor = executor;
    this.config = config;
    this.auth = auth;
    this.router = router;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    // Reading the body counts as the client's time, not the page's.
    InputStream body = exchange.getRequestBody();
    boolean tooLarge = body.readNBytes(MAX_BODY_BYTES + 1).length > MAX_BODY_BYTES;
    executor.startWork();
    WebConfig.Current current = config.current();
    Response response = tooLarge ? tooLarge() : answer(exchange, current);
    executor.startWriting();
    send(exchange, response, current.file().headers());
  }

  private Response answer(HttpExchange exchange, WebConfig.Current current) {
    Request request =
        new Request(
            exchange.getRequestMethod(), exchange.getRequestURI(), exchange.getRequestHeaders());
    Optional<Response> refusal = auth.refuse(request, current.file().users());
    return refusal.orElseGet(() -> router.apply(request));
  }

  private static Response tooLarge() {
    return Response.text(413, "this exporter takes no request body").with("Connection", "close");
  }

  /** The user's headers override the page's own. */
  private static void send(HttpExchange exchange, Response response, Map<String, String> more)
      throws IOException {
    Headers headers = exchange.getResponseHeaders();
    response.headers().forEach(headers::set);
    more.forEach(headers::set);
    byte[] body = response.body();
    boolean head = exchange.getRequestMethod().equals("HEAD");
    if (head) {
      headers.set("Content-Length", String.valueOf(body.length));
    }
    // For the JDK's server 0 means "chunked" and -1 means "no body".
    exchange.sendResponseHeaders(response.status(), head || body.length == 0 ? -1 : body.length);
    if (!head) {
      write(body, exchange.getResponseBody());
    }
    exchange.close();
  }

  private static void write(byte[] body, OutputStream out) throws IOException {
    for (int from = 0; from < body.length; from += PIECE_BYTES) {
      out.write(body, from, Math.min(PIECE_BYTES, body.length - from));
    }
  }
}
