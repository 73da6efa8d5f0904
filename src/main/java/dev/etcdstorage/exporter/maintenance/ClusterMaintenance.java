package dev.etcdstorage.exporter.maintenance;

import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.config.MaintenanceSettings;
import dev.etcdstorage.exporter.config.ReloadableParts;
import dev.etcdstorage.exporter.etcd.Deadline;
import dev.etcdstorage.exporter.etcd.OpenCluster;
import dev.etcdstorage.exporter.maintenance.GuardedDefrag.RunSettings;
import dev.etcdstorage.exporter.maintenance.guard.GuardSettings;
import dev.etcdstorage.exporter.storage.Thresholds;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One cluster's maintenance by this exporter, on a thread of its own, since a run takes as long as
 * its members do.
 */
final class ClusterMaintenance implements ReloadableParts.Part, GuardedEnd.Cases<Instant> {
  private static final Duration FIRST_LOOK = Duration.ofSeconds(10);
  private static final Duration TICK = Duration.ofSeconds(5);
  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final Duration FAREWELL = Duration.ofSeconds(4);

  private final ClusterConfig config;
  private final MaintenanceSettings settings;
  private final Thresholds thresholds;
  private final StoppableSleeper sleeper = new StoppableSleeper();
  private final StoppableSleeper farewell = new StoppableSleeper();
  private final RunCounts counts = new RunCounts();
  private final MaintenanceLog log;
  private final MaintainedCluster cluster;
  private final GuardedDefrag defrag;
  private final Schedule schedule;
  private final Thread thread;
  private volatile @Nullable Deadline patience;

  ClusterMaintenance(OpenCluster etcd, MaintenanceSettings settings, Thresholds thresholds) {
    this.config = etcd.config();
    this.settings = settings;
    this.thresholds = thresholds;
    this.log = new MaintenanceLog(config.name(), counts);
    this.schedule = new Schedule(settings.interval(), settings.window());
    this.cluster = new MaintainedCluster(etcd, sleeper);
    this.defrag =
        new GuardedDefrag(
            cluster,
            new DefragRules(
                new DefragPolicy(thresholds, settings.coolDown()), GuardSettings.of(settings)),
            sleeper,
            new RunSettings("serve", RunSettings.LOCK_TIME_TO_LIVE, DefragLimits.USUAL, farewell));
    this.thread = new Thread(this::loop, "maintenance");
    thread.setDaemon(true);
  }

  /** By its name in the configuration. */
  @Override
  public Optional<String> cluster() {
    return config.name();
  }

  @Override
  public void start() {
    log.enabled(settings, thresholds);
    thread.start();
  }

  MaintenanceSample sample() {
    return counts.sample();
  }

  private void loop() {
    try {
      Instant next = begin();
      while (true) {
        sleeper.sleep(TICK);
        if (schedule.due(sleeper.instant(), next)) {
          next = lookSafely();
        }
      }
    } catch (InterruptedException e) {
      // Closed.
    } finally {
      cluster.close();
    }
  }

  private Instant begin() {
    try {
      log.looked(defrag.lastRuns());
    } catch (RuntimeException e) {
      if (!sleeper.stopped()) {
        log.broke(e);
      }
    }
    return sleeper.instant().plus(FIRST_LOOK);
  }

  /** A bug must not end the maintenance for good. */
  private Instant lookSafely() throws InterruptedException {
    try {
      return look();
    } catch (RuntimeException e) {
      if (!sleeper.stopped()) {
        log.broke(e);
      }
      return schedule.afterRefusal(sleeper.instant());
    }
  }

  /** Looks, and defragments what is due; returns when to look next. */
  private Instant look() throws InterruptedException {
    // This exporter also logs the runs of others.
    log.looked(defrag.lastRuns());
    if (!ours()) {
      return schedule.afterOthersTurn(sleeper.instant());
    }
    DefragPlan plan = defrag.plan();
    log.planned(plan);
    if (plan.nothingDue()) {
      return schedule.afterLook(sleeper.instant());
    }
    if (plan.refusal().isPresent()) {
      log.refused(plan.refusals());
      return schedule.afterRefusal(sleeper.instant());
    }
    return defrag.run(log).match(this);
  }

  @Override
  public Instant nothingDue(GuardedEnd.NothingDue end) {
    return schedule.afterLook(sleeper.instant());
  }

  @Override
  public Instant notBegun(GuardedEnd.NotBegun end) {
    log.refused(List.of(end.refusal()));
    return schedule.afterRefusal(sleeper.instant());
  }

  @Override
  public Instant ran(GuardedEnd.Ran end) {
    log.ended(end.end());
    return schedule.afterLook(sleeper.instant());
  }

  /**
   * With an exporter on every node, the one beside the leader acts; an exporter that discovers the
   * members is the cluster's only one.
   */
  private boolean ours() {
    return config.discoverMembers()
        || cluster
            .look(LOOK)
            .leader()
            .filter(leader -> leader.endpoint().equals(config.endpoints().get(0)))
            .isPresent();
  }

  /**
   * Ends it without waiting for the end. The thread waits a little for a member at work, so that
   * the lock is freed.
   */
  @Override
  public synchronized void stop() {
    if (patience != null) {
      return;
    }
    patience = Deadline.in(FAREWELL.multipliedBy(2));
    sleeper.stop();
    var unused =
        CompletableFuture.runAsync(
            farewell::stop,
            CompletableFuture.delayedExecutor(FAREWELL.toMillis(), TimeUnit.MILLISECONDS));
  }

  /** Ends it, and waits for that as long as it may take since {@link #stop}. */
  @Override
  public void close() {
    stop();
    Deadline left = Objects.requireNonNull(patience);
    if (!thread.isAlive()) {
      cluster.close();
      return;
    }
    try {
      thread.join(Math.max(1, left.left().toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
