package dev.etcdstorage.exporter.etcd;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Makes a channel connect anew, or ends its backoff between attempts.
 *
 * <p>gRPC waits up to two minutes between attempts and meanwhile fails calls with the last
 * attempt's error. An idle channel connects anew for the next call and lets that call wait for the
 * outcome, so a member that is back is seen at once.
 */
final class FreshChannel {
  private FreshChannel() {}

  /** Completes when the next call will not get an old error. */
  static CompletableFuture<Void> of(ManagedChannel channel, Deadline deadline) {
    return backingOff(channel) ? anew(channel, deadline) : CompletableFuture.completedFuture(null);
  }

  /**
   * Completes when the next call will not use the old connection. The channel may become idle on
   * another thread: a call made before that would still use it.
   */
  static CompletableFuture<Void> anew(ManagedChannel channel, Deadline deadline) {
    ConnectivityState now = channel.getState(false);
    if (now == ConnectivityState.IDLE || now == ConnectivityState.SHUTDOWN) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<Void> idle = new CompletableFuture<>();
    channel.notifyWhenStateChanged(now, () -> idle.complete(null));
    channel.enterIdle();
    return idle.completeOnTimeout(null, deadline.left().toMillis(), TimeUnit.MILLISECONDS);
  }

  static boolean backingOff(ManagedChannel channel) {
    return channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE;
  }
}
