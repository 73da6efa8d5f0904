package dev.etcdstorage.exporter.etcd;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Ends a channel's waiting between attempts to connect.
 *
 * <p>gRPC waits up to two minutes, and while it tries again it keeps failing calls with the last
 * attempt's error. An idle channel connects anew for the next call and lets that call wait for the
 * outcome, so that a member that is back shows at once.
 */
final class FreshChannel {
  private FreshChannel() {}

  /**
   * Completes when the next call will not get an old error. The channel may become idle on another
   * thread: a call that overtakes it would still get that.
   */
  static CompletableFuture<Void> of(ManagedChannel channel, Deadline deadline) {
    if (!backingOff(channel)) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<Void> idle = new CompletableFuture<>();
    channel.notifyWhenStateChanged(ConnectivityState.TRANSIENT_FAILURE, () -> idle.complete(null));
    channel.enterIdle();
    return idle.completeOnTimeout(null, deadline.left().toMillis(), TimeUnit.MILLISECONDS);
  }

  static boolean backingOff(ManagedChannel channel) {
    return channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE;
  }
}
