package dev.etcdstorage.exporter.replay;

import dev.etcdstorage.exporter.testkit.real.PrometheusApi.Alert;
import dev.etcdstorage.exporter.testkit.real.RealPrometheus;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Looks at Prometheus' alerts many times a second and remembers which fired when. */
final class AlertLog implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final RealPrometheus prometheus;
  private final BiConsumer<AlertKind, Alert> onFirst;
  private final Thread thread = new Thread(this::watch, "alert-log");
  private final Map<AlertKind, Instant> fired = new LinkedHashMap<>();
  private Set<AlertKind> active = Set.of();
  private volatile boolean ending;
  private @Nullable Throwable failure;

  /** Tells of each kind when it fires for the first time. */
  AlertLog(RealPrometheus prometheus, BiConsumer<AlertKind, Alert> onFirst) {
    this.prometheus = prometheus;
    this.onFirst = onFirst;
    thread.start();
  }

  private void watch() {
    try {
      while (!ending) {
        look(prometheus.alerts(), Instant.now());
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    } catch (RuntimeException | Error e) {
      fail(e);
    }
  }

  private void look(List<Alert> alerts, Instant now) {
    Map<AlertKind, Alert> firing = new LinkedHashMap<>();
    for (Alert alert : alerts) {
      AlertKind kind = AlertKind.of(alert.labels());
      if (alert.firing() && kind.isOurs()) {
        firing.putIfAbsent(kind, alert);
      }
    }
    Set<AlertKind> first = remember(alerts, firing.keySet(), now);
    firing.forEach(
        (kind, alert) -> {
          if (first.contains(kind)) {
            onFirst.accept(kind, alert);
          }
        });
  }

  /** Returns those that are new. */
  private synchronized Set<AlertKind> remember(
      List<Alert> alerts, Set<AlertKind> firing, Instant now) {
    Set<AlertKind> first = new LinkedHashSet<>(firing);
    first.removeAll(fired.keySet());
    first.forEach(kind -> fired.put(kind, now));
    active =
        alerts.stream()
            .map(alert -> AlertKind.of(alert.labels()))
            .filter(AlertKind::isOurs)
            .collect(Collectors.toSet());
    return first;
  }

  private synchronized void fail(Throwable why) {
    failure = why;
  }

  /** When each kind fired for the first time, earliest first. */
  synchronized Map<AlertKind, Instant> fired() {
    if (failure != null) {
      throw new AssertionError("Prometheus could not be asked any more", failure);
    }
    return new LinkedHashMap<>(fired);
  }

  boolean hasFired(AlertKind kind) {
    return fired().containsKey(kind);
  }

  /** Pending or firing as of the last look. */
  synchronized Set<AlertKind> active() {
    return active;
  }

  @Override
  public void close() {
    ending = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
