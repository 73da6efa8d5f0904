package dev.etcdstorage.exporter.kubernetes;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Pods whose status changes all the time, as that of pods that are restarted again and again, by
 * patches through the API server, until one is refused. It runs on the node, where it has the JDK's
 * classes and this one.
 */
final class StatusStorm {
  private static final int BYTES = 20_000;
  private static final Duration PAUSE = Duration.ofMillis(6); // some 160 a second at most
  private static final Duration WAIT = Duration.ofMillis(100);
  private static final int OK = 200;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String api;

  private StatusStorm(String api) {
    this.api = api;
  }

  /** The address of {@code kubectl proxy}, and pods as namespace/name. */
  public static void main(String[] args) throws IOException, InterruptedException {
    List<String> words = List.of(args);
    new StatusStorm(words.get(0)).rage(words.subList(1, words.size()));
  }

  private void rage(List<String> pods) throws IOException, InterruptedException {
    awaitProxy();
    System.out.println("began " + Instant.now());
    long next = System.nanoTime();
    for (long count = 0; ; count++) {
      HttpResponse<String> answer = patch(pods.get((int) (count % pods.size())), count);
      if (answer.statusCode() != OK) {
        System.out.println("refused " + Instant.now() + " after " + count + ": " + answer.body());
        return;
      }
      next += PAUSE.toNanos();
      LockSupport.parkNanos(next - System.nanoTime());
    }
  }

  private void awaitProxy() throws IOException, InterruptedException {
    HttpRequest ready = HttpRequest.newBuilder(URI.create(api + "/readyz")).build();
    while (true) {
      try {
        client.send(ready, BodyHandlers.ofString());
        return;
      } catch (ConnectException e) {
        LockSupport.parkNanos(WAIT.toNanos());
      }
    }
  }

  private HttpResponse<String> patch(String pod, long count)
      throws IOException, InterruptedException {
    String[] name = pod.split("/", 2);
    String message = (count + " ").repeat(BYTES / (Long.toString(count).length() + 1));
    String body =
        """
        {"status": {"conditions": [{"type": "example.org/Storm", "status": "True", "message": "%s"}]}}
        """
            .formatted(message);
    return client.send(
        HttpRequest.newBuilder(
                URI.create(api + "/api/v1/namespaces/" + name[0] + "/pods/" + name[1] + "/status"))
            .header("Content-Type", "application/strategic-merge-patch+json")
            .method("PATCH", BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }
}
