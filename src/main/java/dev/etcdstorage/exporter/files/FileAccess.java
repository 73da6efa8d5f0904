package dev.etcdstorage.exporter.files;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Accesses files with a time limit. A file on a network file system whose server is gone, or a pipe
 * that nobody writes to, can block the thread that opens it without end, and no interrupt frees it:
 * so each access has a thread of its own that can be left behind. A file blocks at most one,
 * however often it is wanted, and all files together a fixed number.
 */
public final class FileAccess {
  /** One for the process, so that it has a bounded number of blocked threads. */
  private static final FileAccess PROCESS = new FileAccess(Duration.ofSeconds(5), 32);

  private static final int STACK_BYTES = 256 << 10;

  private final Duration limit;
  private final int most;
  private final Semaphore slots;
  private final ExecutorService threads;
  private final ConcurrentMap<Path, Look<?>> underWay = new ConcurrentHashMap<>();

  /**
   * @param limit of one access
   * @param most threads that may hang at a time
   */
  FileAccess(Duration limit, int most) {
    this.limit = limit;
    this.most = most;
    this.slots = new Semaphore(most);
    AtomicInteger number = new AtomicInteger();
    this.threads =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            1,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            look -> {
              Thread thread =
                  new Thread(null, look, "file-" + number.incrementAndGet(), STACK_BYTES);
              thread.setDaemon(true);
              return thread;
            });
  }

  /** What is done with a file. */
  public interface Operation<T> {
    T run() throws IOException;
  }

  /** The one of this process: 5 s for each access, 32 threads that hang. */
  public static FileAccess process() {
    return PROCESS;
  }

  /**
   * Runs the operation and waits for its end, up to the limit.
   *
   * @param file that the operation accesses
   * @throws IOException from the operation, or when it does not end in time; until it ends, the
   *     next one for the same file fails at once
   */
  public <T> T call(Path file, Operation<T> operation) throws IOException {
    Path path = file.toAbsolutePath();
    Look<T> look = new Look<>(() -> run(path, operation), System.nanoTime() + limit.toNanos());
    for (Look<?> before = underWay.putIfAbsent(path, look);
        before != null;
        before = underWay.putIfAbsent(path, look)) {
      await(before);
    }
    if (!slots.tryAcquire()) {
      underWay.remove(path);
      throw new IOException("not looked at, since " + most + " other files hang");
    }
    threads.execute(look);
    await(look);
    return look.result();
  }

  /** Everything is released before the end is visible. */
  private <T> T run(Path path, Operation<T> operation) throws IOException {
    try {
      return operation.run();
    } finally {
      underWay.remove(path);
      slots.release();
    }
  }

  /** Returns when it has ended, whether or not it failed. */
  private void await(Look<?> look) throws IOException {
    try {
      Object unused = look.get(look.end - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      // It has ended; its caller is told how.
    } catch (TimeoutException e) {
      throw new IOException(
          "no answer within "
              + limit.toSeconds()
              + " s; it is on a file system that hangs, or a pipe that nobody writes to",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (InterruptedIOException) new InterruptedIOException("interrupted").initCause(e);
    }
  }

  private static final class Look<T> extends FutureTask<T> {
    private final long end;

    Look(Callable<T> operation, long end) {
      super(operation);
      this.end = end;
    }

    /** Of an access that has ended. */
    T result() throws IOException {
      try {
        return get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof IOException failed) {
          throw failed;
        }
        throw new IllegalStateException(e.getCause());
      } catch (InterruptedException e) {
        throw new IllegalStateException("it has ended, so nobody waits", e);
      }
    }
  }
}
