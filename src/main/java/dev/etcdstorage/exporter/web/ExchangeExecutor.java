package dev.etcdstorage.exporter.web;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that serve. Each exchange holds one from its first byte to its last, so their number
 * is bounded and none is held for longer than {@link ServerLimits} says: a thread that exceeds its
 * time is interrupted, which closes the connection that it waits for.
 *
 * <p>The JDK's own limits ({@code sun.net.httpserver.maxReqTime}, {@code maxRspTime}) are not used.
 * Their timer closes an overdue TLS connection by writing to it, under a lock that every exchange
 * needs; if that client does not read, the write never ends and no one is served any more (seen on
 * 17.0.15). They are also global to the JVM.
 *
 * <p>When all threads are taken, {@link #execute} throws and the JDK's server closes the new
 * connection: the client sees that at once and tries again, instead of waiting in a queue.
 */
final class ExchangeExecutor implements Executor, AutoCloseable {
  private static final int STACK_BYTES = 256 << 10;

  private static final ThreadLocal<PhaseTimeout> TIMEOUT = new ThreadLocal<>();

  private final ServerLimits limits;
  private final ThreadPoolExecutor pool;
  private final ScheduledThreadPoolExecutor watchdog;

  ExchangeExecutor(ServerLimits limits) {
    this.limits = limits;
    this.pool =
        new ThreadPoolExecutor(
            0,
            limits.threads(),
            limits.idle().toMillis(),
            TimeUnit.MILLISECONDS,
            new SynchronousQueue<>(),
            threads("http-"));
    this.watchdog = new ScheduledThreadPoolExecutor(1, threads("http-watchdog-"));
    this.watchdog.setRemoveOnCancelPolicy(true);
  }

  @Override
  public void execute(Runnable exchange) {
    pool.execute(() -> serve(exchange));
  }

  /** The request was read: from now on the time for making the page runs. */
  void startWork() {
    TIMEOUT.get().startPhase(limits.work());
  }

  /** The page is made: from now on the time for sending it runs. */
  void startWriting() {
    TIMEOUT.get().startPhase(limits.write());
  }

  /** Threads alive, serving or about to die. */
  int threads() {
    return pool.getPoolSize();
  }

  @Override
  public void close() {
    pool.shutdownNow();
    watchdog.shutdownNow();
  }

  private void serve(Runnable exchange) {
    PhaseTimeout timeout = new PhaseTimeout(watchdog, Thread.currentThread());
    TIMEOUT.set(timeout);
    timeout.startPhase(limits.read());
    try {
      exchange.run();
    } finally {
      timeout.end();
      TIMEOUT.remove();
    }
  }

  private static ThreadFactory threads(String prefix) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(null, task, prefix + number.incrementAndGet(), STACK_BYTES);
      thread.setDaemon(true);
      return thread;
    };
  }
}
