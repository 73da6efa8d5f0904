package dev.etcdstorage.exporter.etcd;

import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Fetches etcd's metrics page. This is rare (after a reconnect, or while a member hangs), hence the
 * JDK's plain blocking client on a small pool rather than one more client library. A late page is
 * of no use: one that was given up is not read any further.
 */
final class MetricsPageReader {
  /** etcd's page has some 160 KB. */
  private static final long MOST_BYTES = 4 << 20;

  private final Executor executor;
  private final ClientTls tls;

  MetricsPageReader(Executor executor, ClientTls tls) {
    this.executor = executor;
    this.tls = tls;
  }

  CompletableFuture<Answer<MetricsPage>> read(URI url, Deadline deadline) {
    CompletableFuture<Answer<MetricsPage>> answer = new CompletableFuture<>();
    AtomicReference<@Nullable HttpURLConnection> waiting = new AtomicReference<>();
    try {
      executor.execute(
          () -> {
            if (!answer.isDone()) {
              answer.complete(readNow(url, deadline, waiting));
            }
          });
    } catch (RejectedExecutionException e) {
      return CompletableFuture.completedFuture(
          Answer.refused(Reason.UNREACHABLE, "the exporter is stopping"));
    }
    return answer
        .completeOnTimeout(
            Answer.refused(Reason.TIMEOUT, "no answer from " + url + " in time"),
            deadline.left().toMillis(),
            TimeUnit.MILLISECONDS)
        .whenComplete(
            (done, thrown) -> {
              // A header that trickles in would pass every socket timeout; this frees the thread.
              HttpURLConnection late = waiting.getAndSet(null);
              if (late != null) {
                late.disconnect();
              }
            });
  }

  private Answer<MetricsPage> readNow(
      URI url, Deadline deadline, AtomicReference<@Nullable HttpURLConnection> waiting) {
    try {
      HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection(Proxy.NO_PROXY);
      tls.configure(connection);
      connection.setConnectTimeout(millis(deadline));
      connection.setReadTimeout(millis(deadline));
      connection.setInstanceFollowRedirects(false);
      try {
        connection.connect();
        connection.setReadTimeout(millis(deadline));
        waiting.set(connection);
        int code = connection.getResponseCode();
        waiting.set(null);
        if (code < 0) {
          return Answer.refused(
              Reason.INVALID_ANSWER,
              url + " did not answer with HTTP; it may be a port for gRPC alone, or with TLS");
        }
        if (code != HttpURLConnection.HTTP_OK) {
          return Answer.refused(Reason.INVALID_ANSWER, url + " answered HTTP " + code);
        }
        return new Answer.Got<>(parse(connection, deadline));
      } finally {
        connection.disconnect();
      }
    } catch (IOException | RuntimeException e) {
      // After a disconnect by the other thread, the JDK's client may fail in unexpected ways.
      Failure failure = Failures.of(e);
      return Answer.refused(failure.reason(), url + ": " + e.getMessage());
    }
  }

  private static int millis(Deadline deadline) {
    return (int) Math.max(1, deadline.left().toMillis());
  }

  private static MetricsPage parse(HttpURLConnection connection, Deadline deadline)
      throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new UntilDeadline(connection.getInputStream(), deadline),
                StandardCharsets.UTF_8))) {
      return MetricsPage.parse(reader.lines());
    }
  }

  /**
   * A body that trickles in would pass every socket timeout, so the deadline ends it. A line that
   * never ends would fill the heap, so the size is limited.
   */
  private static final class UntilDeadline extends FilterInputStream {
    private final Deadline deadline;
    private long left = MOST_BYTES;

    UntilDeadline(InputStream in, Deadline deadline) {
      super(in);
      this.deadline = deadline;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (deadline.left().isZero()) {
        throw new SocketTimeoutException("the page does not end in time");
      }
      if (left <= 0) {
        throw new IOException("the page is larger than any of etcd's");
      }
      int read = super.read(buffer, offset, length);
      left -= Math.max(0, read);
      return read;
    }
  }
}
