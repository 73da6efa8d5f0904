package dev.etcdstorage.exporter.keyspace.watch;

import dev.etcdstorage.exporter.config.Credentials;
import dev.etcdstorage.exporter.config.KeyspaceSettings;
import dev.etcdstorage.exporter.config.KeyspaceSettings.ScanSettings;
import dev.etcdstorage.exporter.config.PrefixSettings;
import dev.etcdstorage.exporter.config.When;
import dev.etcdstorage.exporter.etcd.EtcdConnector;
import dev.etcdstorage.exporter.etcd.OpenCluster;
import dev.etcdstorage.exporter.keyspace.prefix.Prefixes;
import dev.etcdstorage.exporter.keyspace.work.SerialExecutor;
import dev.etcdstorage.exporter.keyspace.work.UsableMembers;
import dev.etcdstorage.exporter.testkit.data.PlainCluster;
import dev.etcdstorage.exporter.testkit.util.Poll;
import dev.etcdstorage.exporter.testkit.util.RecordingLogger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** A watch over gRPC, wired as the daemon does, with a short tick. */
final class RunningWatch implements AutoCloseable {
  private static final Duration TICK = Duration.ofSeconds(1);
  static final Duration SOON = Duration.ofSeconds(60);

  private final EtcdConnector connector = new EtcdConnector();
  private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(1);
  private final RecordingLogger log = new RecordingLogger();
  private final UsableMembers members;
  private volatile Duration ahead = Duration.ZERO;
  private final KeyspaceWatch watch;

  private RunningWatch(List<String> urls, int maxResume, Optional<Credentials> user) {
    OpenCluster cluster = connector.cluster(PlainCluster.withUser(user, urls));
    members = UsableMembers.of(cluster.config().endpoints().stream().map(cluster::member).toList());
    watch =
        new KeyspaceWatch(
            members,
            new KeyspaceSettings(
                true,
                When.ALWAYS,
                When.NEVER,
                ScanSettings.DEFAULT,
                maxResume,
                false,
                PrefixSettings.DEFAULT),
            new Prefixes(PrefixSettings.DEFAULT),
            WriteListener.NONE,
            new SerialExecutor(threads),
            () -> Instant.now().plus(ahead),
            new Random(),
            new WatchLog(log, Optional.empty()),
            TICK);
    watch.start();
  }

  /** Begins, and waits until it watches. */
  static RunningWatch on(int maxResume, String... urls) {
    RunningWatch running = new RunningWatch(List.of(urls), maxResume, Optional.empty());
    running.awaitWorking(true);
    return running;
  }

  /** Begins as this user, and does not wait. */
  static RunningWatch as(Credentials user, String url) {
    return new RunningWatch(List.of(url), 1_000, Optional.of(user));
  }

  /** Puts its clock forward. */
  void later(Duration duration) {
    ahead = ahead.plus(duration);
  }

  WatchSample sample() {
    return watch.sample();
  }

  void awaitWorking(boolean working) {
    Poll.until(
        () -> "working=" + working + ": " + sample() + log.lines(),
        SOON,
        () -> sample().part().working() == working);
  }

  /** Waits until so many revisions are accounted for. */
  WatchSample awaitPassed(long revisions) {
    Poll.until(
        () -> revisions + " revisions accounted for: " + sample() + log.lines(),
        SOON,
        () -> sample().seen() + sample().missed() >= revisions);
    return sample();
  }

  static long puts(WatchSample sample) {
    return sample.writes().values().stream().mapToLong(PrefixWrites::puts).sum();
  }

  static long deletes(WatchSample sample) {
    return sample.writes().values().stream().mapToLong(PrefixWrites::deletes).sum();
  }

  List<String> logged() {
    return log.lines();
  }

  @Override
  public void close() {
    watch.close();
    members.close();
    threads.shutdownNow();
    connector.close();
  }
}
