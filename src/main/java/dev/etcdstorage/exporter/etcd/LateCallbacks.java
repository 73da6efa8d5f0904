package dev.etcdstorage.exporter.etcd;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;

/**
 * A call that was given up may still end after its caller has shut its threads down. gRPC sends the
 * cancellation only once it has told the listener: a rejection there would leave the stream open at
 * the server.
 */
final class LateCallbacks {
  private LateCallbacks() {}

  /** Runs what gRPC tells on this executor; once that is shut down, nobody wants to hear it. */
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
