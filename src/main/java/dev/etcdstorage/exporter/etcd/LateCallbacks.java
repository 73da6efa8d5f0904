package dev.etcdstorage.exporter.etcd;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;

/**
 * A cancelled call may end after its caller has shut down its threads. gRPC sends the cancellation
 * only once it has told the listener: if the executor rejects that, the stream stays open at the
 * server.
 */
final class LateCallbacks {
  private LateCallbacks() {}

  /** Runs gRPC's callbacks on this executor, and drops them once it is shut down. */
  static Executor droppedBy(Executor executor) {
    return callback -> {
      try {
        executor.execute(callback);
      } catch (RejectedExecutionException e) {
        if (!(executor instanceof ExecutorService threads && threads.isShutdown())) {
          throw e;
        }
      }
    };
  }
}
