package dev.etcdstorage.exporter.analyze;

import dev.etcdstorage.exporter.bbolt.BoltFile;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Checks a snapshot's checksum concurrently, on a thread of its own. It reads the file from end to
 * end, which is the best order for a cold disk.
 */
final class DigestThread implements AutoCloseable {
  private final FutureTask<Boolean> task;
  private final Thread thread;

  private DigestThread(FutureTask<Boolean> task) {
    this.task = task;
    this.thread = new Thread(task, "digest");
    thread.setDaemon(true);
  }

  /**
   * Begins.
   *
   * @param wanted false if there is no checksum
   */
  static DigestThread start(BoltFile file, boolean wanted) {
    FutureTask<Boolean> task =
        new FutureTask<>(
            () -> {
              if (wanted) {
                SnapshotDigest.check(file.channel(), file.fileBytes());
              }
              return wanted;
            });
    DigestThread digest = new DigestThread(task);
    digest.thread.start();
    return digest;
  }

  /** Waits, and fails if the checksum is wrong. */
  void end() throws IOException {
    try {
      boolean unused = task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failed) {
        throw failed;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (InterruptedIOException) new InterruptedIOException("interrupted").initCause(e);
    }
  }

  /** Does not wait: after another failure, closing the channel ends the reading. */
  @Override
  public void close() {
    boolean unused = task.cancel(false);
  }
}
