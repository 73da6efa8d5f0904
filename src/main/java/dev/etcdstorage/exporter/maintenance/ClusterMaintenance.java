package dev.etcdstorage.exporter.maintenance;

import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.config.MaintenanceSettings;
import dev.etcdstorage.exporter.etcd.Deadline;
import dev.etcdstorage.exporter.etcd.EtcdConnector;
import dev.etcdstorage.exporter.maintenance.GuardedDefrag.RunSettings;
import dev.etcdstorage.exporter.storage.Thresholds;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One cluster's maintenance by this exporter: on a thread of its own, since a run takes as long as
 * its members do.
 */
final class ClusterMaintenance implements AutoCloseable {
  private static final Duration FIRST_LOOK = Duration.ofSeconds(10);
  private static final Duration TICK = Duration.ofSeconds(5);
  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final Duration FAREWELL = Duration.ofSeconds(4);

  private final ClusterConfig config;
  private final MaintenanceSettings settings;
  private final Thresholds thresholds;
  private final StoppableWaiting waiting = new StoppableWaiting();
  private final StoppableWaiting farewell = new StoppableWaiting();
  private final RunCounts counts = new RunCounts();
  private final MaintenanceLog log;
  private final MaintainedCluster cluster;
  private final GuardedDefrag defrag;
  private final Schedule schedule;
  private final Thread thread;
  private volatile @Nullable Deadline patience;

  /**
   * Starts nothing yet.
   *
   * @throws dev.etcdstorage.exporter.config.ConfigException when a file of the cluster cannot be
   *     used
   */
  ClusterMaintenance(
      ClusterConfig config,
      MaintenanceSettings settings,
      Thresholds thresholds,
      EtcdConnector connector) {
    this.config = config;
    this.settings = settings;
    this.thresholds = thresholds;
    this.log = new MaintenanceLog(config.name(), counts);
    this.schedule = new Schedule(settings.interval(), settings.window());
    this.cluster = new MaintainedCluster(connector, config, waiting);
    this.defrag =
        new GuardedDefrag(
            cluster,
            new DefragRules(
                new DefragPolicy(thresholds, settings.coolDown()),
                settings.window(),
                settings.stopFile(),
                settings.allowSingleMember(),
                settings.dataDir()),
            waiting,
            new RunSettings("serve", RunSettings.LOCK_TIME_TO_LIVE, DefragLimits.USUAL, farewell));
    this.thread = new Thread(this::loop, "maintenance");
    thread.setDaemon(true);
  }

  boolean is(ClusterConfig otherConfig, MaintenanceSettings other, Thresholds otherThresholds) {
    return config.equals(otherConfig)
        && settings.equals(other)
        && thresholds.equals(otherThresholds);
  }

  void start() {
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
        waiting.rest(TICK);
        if (schedule.due(waiting.instant(), next)) {
          next = lookSafely();
        }
      }
    } catch (InterruptedException e) {
      // It is closed.
    } finally {
      cluster.close();
    }
  }

  private Instant begin() {
    try {
      log.looked(defrag.lastRuns());
    } catch (RuntimeException e) {
      if (!waiting.stopped()) {
        log.broke(e);
      }
    }
    return waiting.instant().plus(FIRST_LOOK);
  }

  /** A fault of ours must not end the maintenance for good. */
  private Instant lookSafely() throws InterruptedException {
    try {
      return look();
    } catch (RuntimeException e) {
      if (!waiting.stopped()) {
        log.broke(e);
      }
      return schedule.afterRefusal(waiting.instant());
    }
  }

  /** Looks, and acts where that is due; answers when to look next. */
  private Instant look() throws InterruptedException {
    // What others did is told by this exporter too.
    log.looked(defrag.lastRuns());
    if (!ours()) {
      return schedule.afterOthersTurn(waiting.instant());
    }
    DefragPlan plan = defrag.plan();
    log.planned(plan);
    if (plan.nothingDue()) {
      return schedule.afterLook(waiting.instant());
    }
    if (plan.refusal().isPresent()) {
      log.refused(plan.refusals());
      return schedule.afterRefusal(waiting.instant());
    }
    GuardedEnd end = defrag.run(log);
    if (end instanceof GuardedEnd.NotBegun notBegun) {
      log.refused(List.of(notBegun.refusal()));
      return schedule.afterRefusal(waiting.instant());
    }
    if (end instanceof GuardedEnd.Ran ran) {
      log.ended(ran.end());
    }
    return schedule.afterLook(waiting.instant());
  }

  /**
   * With an exporter on every node the one beside the leader acts; one that follows all members is
   * the cluster's only one.
   */
  private boolean ours() {
    return config.discoverMembers()
        || Voters.leader(cluster.look(LOOK))
            .filter(leader -> leader.endpoint().equals(config.endpoints().get(0)))
            .isPresent();
  }

  /**
   * Ends it, without waiting. A member at work is waited for a little, so that the lock is freed.
   */
  synchronized void stop() {
    if (patience != null) {
      return;
    }
    patience = Deadline.in(FAREWELL.multipliedBy(2));
    waiting.stop();
    var unused =
        CompletableFuture.runAsync(
            farewell::stop,
            CompletableFuture.delayedExecutor(FAREWELL.toMillis(), TimeUnit.MILLISECONDS));
  }

  /** Ends it and waits for that, as long as it may take since it was told to. */
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
