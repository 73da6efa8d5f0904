package dev.etcdstorage.exporter.etcd;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Fetches etcd's metrics page. Rare (after a reconnect, or while a member hangs), hence the JDK's
 * plain blocking client on a small pool rather than one more client library.
 */
final class MetricsPageReader {
  private static final int MOST_LINES = 200_000;

  private final Executor executor;
  private final ClientTls tls;

  MetricsPageReader(Executor executor, ClientTls tls) {
    this.executor = executor;
    this.tls = tls;
  }

  CompletableFuture<Answer<MetricsPage>> read(URI url, Deadline deadline) {
    CompletableFuture<Answer<MetricsPage>> answer = new CompletableFuture<>();
    try {
      executor.execute(() -> answer.complete(readNow(url, deadline)));
    } catch (RejectedExecutionException e) {
      return CompletableFuture.completedFuture(
          Answer.refused(Reason.UNREACHABLE, "the exporter is stopping"));
    }
    return answer.completeOnTimeout(
        Answer.refused(Reason.TIMEOUT, "no answer from " + url + " in time"),
        deadline.left().toMillis(),
        TimeUnit.MILLISECONDS);
  }

  private Answer<MetricsPage> readNow(URI url, Deadline deadline) {
    int millis = (int) Math.max(1, deadline.left().toMillis());
    try {
      HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
      tls.configure(connection);
      connection.setConnectTimeout(millis);
      connection.setReadTimeout(millis);
      connection.setInstanceFollowRedirects(false);
      try {
        int code = connection.getResponseCode();
        if (code != HttpURLConnection.HTTP_OK) {
          return Answer.refused(Reason.INVALID_ANSWER, url + " answered HTTP " + code);
        }
        return new Answer.Got<>(parse(connection, deadline));
      } finally {
        connection.disconnect();
      }
    } catch (IOException | UncheckedIOException e) {
      Failure failure = Failures.of(e);
      return Answer.refused(failure.reason(), url + ": " + e.getMessage());
    }
  }

  private static MetricsPage parse(HttpURLConnection connection, Deadline deadline)
      throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
      // A read that trickles in would pass every socket timeout; the deadline ends it.
      Stream<String> lines =
          reader.lines().limit(MOST_LINES).takeWhile(line -> !deadline.left().isZero());
      return MetricsPage.parse(lines);
    }
  }
}
