package dev.etcdstorage.exporter.etcd;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Makes a channel connect anew; or ends its waiting between attempts to.
 *
 * <p>gRPC waits up to two minutes, and while it tries again it keeps failing calls with the last
 * attempt's error. An idle channel connects anew for the next call and lets that call wait for the
 * outcome, so that a member that is back shows at once.
 */
final class FreshChannel {
  private FreshChannel() {}

  /** Completes when the next call will not get an old error. */
  static CompletableFuture<Void> of(ManagedChannel channel, Deadline deadline) {
    return backingOff(channel) ? anew(channel, deadline) : CompletableFuture.completedFuture(null);
  }

  /**
   * Completes when the next call will not go over the old connection. The channel may become idle
   * on another thread: a call that overtakes it would still do that.
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
