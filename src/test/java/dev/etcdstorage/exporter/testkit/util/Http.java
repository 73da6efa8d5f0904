package dev.etcdstorage.exporter.testkit.util;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Plain GET and POST with a deadline. */
public final class Http {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(LIMIT).build();

  private Http() {}

  /** An answer. */
  public record Page(int status, String body) {}

  public static Page get(String url) throws IOException {
    return send(HttpRequest.newBuilder(URI.create(url)));
  }

  /** With a header. */
  public static Page get(String url, String header, String value) throws IOException {
    return send(HttpRequest.newBuilder(URI.create(url)).header(header, value));
  }

  public static Page post(String url, String contentType, String body) throws IOException {
    return send(
        HttpRequest.newBuilder(URI.create(url))
            .header("Content-Type", contentType)
            .POST(BodyPublishers.ofString(body)));
  }

  private static Page send(HttpRequest.Builder builder) throws IOException {
    HttpRequest request = builder.timeout(LIMIT).build();
    try {
      var response = CLIENT.send(request, BodyHandlers.ofString());
      return new Page(response.statusCode(), response.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted: " + request, e);
    }
  }
}
