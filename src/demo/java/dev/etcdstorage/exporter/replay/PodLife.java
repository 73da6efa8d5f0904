package dev.etcdstorage.exporter.replay;

import dev.etcdstorage.exporter.demo.KubernetesLoad;
import dev.etcdstorage.exporter.demo.LoadPace;
import dev.etcdstorage.exporter.testkit.util.Poll;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A small Kubernetes cluster that lives in real time: quiet, until a deployment's pods begin to
 * fail and their states are written again and again. Nobody compacts. The storm ends with the first
 * put that etcd refuses; then it tries, now and then, until etcd takes writes again, and is quiet.
 */
final class PodLife implements AutoCloseable {
  private static final Duration TICK = Duration.ofMillis(50);
  private static final Duration PATIENCE = Duration.ofMillis(500);

  /** After a halt of etcd's not everything is made up for at once. */
  private static final Duration MOST = Duration.ofSeconds(1);

  private static final Duration NEVER = Duration.ofDays(365);
  private static final LoadPace PACE =
      new LoadPace(
          LoadPace.QUIET.podUpdates(),
          LoadPace.QUIET.events(),
          LoadPace.QUIET.eventsLive(),
          LoadPace.QUIET.nodeLease(),
          NEVER,
          NEVER,
          Duration.ZERO,
          0);

  private final KubernetesLoad load;
  private final Thread thread = new Thread(this::live, "pod-life");
  private final CompletableFuture<Instant> refused = new CompletableFuture<>();
  private final AtomicLong writtenRounds = new AtomicLong();
  private volatile double stormUpdates;
  private volatile boolean ending;
  private volatile @Nullable Throwable failure;
  private double owed;

  private PodLife(KubernetesLoad load) {
    this.load = load;
  }

  /** Makes the objects, on a plaintext endpoint {@code host:port}, and begins to live. */
  static PodLife on(String endpoint) {
    PodLife life = new PodLife(KubernetesLoad.on(endpoint, 1, 500, PACE));
    try {
      life.load.create();
    } catch (RuntimeException e) {
      life.load.close();
      throw e;
    }
    life.thread.start();
    return life;
  }

  /** From now on so many pod states a second, and an event for every tenth. */
  void storm(double updates) {
    stormUpdates = updates;
  }

  /** When the first put was refused for want of space, once one was. */
  boolean wasRefused() {
    checkAlive();
    return refused.isDone();
  }

  Instant refusedAt() {
    return refused.join();
  }

  /** Waits until writes succeed, again. */
  void awaitWrites(Duration limit) {
    long before = writtenRounds.get();
    Poll.until(
        "writes succeed",
        limit,
        () -> {
          checkAlive();
          // One that began before the question may still end well.
          return writtenRounds.get() > before + 1;
        });
  }

  private void checkAlive() {
    Throwable why = failure;
    if (why != null) {
      throw new AssertionError("The load has ended", why);
    }
  }

  private void live() {
    try {
      long last = System.nanoTime();
      while (!ending) {
        LockSupport.parkNanos(TICK.toNanos());
        long now = System.nanoTime();
        Duration passed = Duration.ofNanos(now - last);
        last = now;
        step(passed.compareTo(MOST) < 0 ? passed : MOST);
      }
    } catch (RuntimeException | Error e) {
      failure = e;
    }
  }

  private void step(Duration passed) {
    try {
      load.advance(passed);
      owed += stormUpdates * (double) passed.toMillis() / 1e3;
      if (owed >= 1) {
        load.restartStorm((int) owed);
        owed %= 1;
      }
      writtenRounds.incrementAndGet();
    } catch (StatusRuntimeException e) {
      if (isNoSpace(e.getStatus())) {
        refused.complete(Instant.now());
        stormUpdates = 0;
        owed = 0;
      } else if (!isPassing(e.getStatus())) {
        throw e;
      }
      LockSupport.parkNanos(PATIENCE.toNanos());
    }
  }

  private static boolean isNoSpace(Status status) {
    return String.valueOf(status.getDescription()).contains("database space exceeded");
  }

  /** What a busy or defragmenting member may say. */
  private static boolean isPassing(Status status) {
    return status.getCode() == Status.Code.UNAVAILABLE
        || status.getCode() == Status.Code.DEADLINE_EXCEEDED;
  }

  @Override
  public void close() {
    ending = true;
    try {
      thread.join(PATIENCE.toMillis() * 10);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    load.close();
  }
}
