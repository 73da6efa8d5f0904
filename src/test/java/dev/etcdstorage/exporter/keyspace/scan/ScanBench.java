package dev.etcdstorage.exporter.keyspace.scan;

import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.config.Credentials;
import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.config.KeyspaceSettings;
import dev.etcdstorage.exporter.config.KeyspaceSettings.ScanSettings;
import dev.etcdstorage.exporter.config.PrefixSettings;
import dev.etcdstorage.exporter.config.When;
import dev.etcdstorage.exporter.etcd.EtcdConnector;
import dev.etcdstorage.exporter.keyspace.prefix.Prefixes;
import dev.etcdstorage.exporter.keyspace.work.SerialExecutor;
import dev.etcdstorage.exporter.keyspace.work.UsableMembers;
import dev.etcdstorage.exporter.testkit.data.PlainCluster;
import dev.etcdstorage.exporter.testkit.util.RecordingLogger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A scanner of one member, which scans only on demand; its clock can be advanced. */
final class ScanBench implements AutoCloseable {
  static final Duration INTERVAL = Duration.ofMinutes(15);
  private static final ScanTiming FAST =
      new ScanTiming(
          Duration.ofMinutes(10),
          Duration.ofMinutes(10),
          Duration.ZERO,
          Duration.ofMillis(5),
          Duration.ofMillis(20),
          Duration.ofMinutes(5),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10));

  private final EtcdConnector connector = new EtcdConnector();
  private final TurnsOnDemand threads = new TurnsOnDemand();
  private volatile Duration ahead = Duration.ZERO;
  final RecordingLogger log = new RecordingLogger();
  final HookedMember member;
  final Scanner scanner;

  ScanBench(String clientUrl, When when) {
    this(clientUrl, when, FAST, Optional.empty(), ScanListener.NONE);
  }

  /** Scans as this user. */
  static ScanBench as(Credentials user, String clientUrl) {
    return new ScanBench(clientUrl, When.ALWAYS, FAST, Optional.of(user), ScanListener.NONE);
  }

  /** Tells this one. */
  static ScanBench telling(ScanListener listener, String clientUrl) {
    return new ScanBench(clientUrl, When.ALWAYS, FAST, Optional.empty(), listener);
  }

  /** As it is in earnest, but for when it scans. */
  static ScanBench earnest(String clientUrl) {
    ScanTiming earnest = ScanTiming.DEFAULT;
    return new ScanBench(
        clientUrl,
        When.LEADER,
        new ScanTiming(
            FAST.firstAfter(),
            FAST.lookAgain(),
            earnest.statusEvery(),
            earnest.pauseFrom(),
            earnest.pauseTo(),
            earnest.giveUpAfter(),
            earnest.statusLimit(),
            earnest.pageLimit()),
        Optional.empty(),
        ScanListener.NONE);
  }

  private static final Duration SOON = Duration.ofMillis(200);

  /** Where the deadline of a read passes soon. */
  static ScanBench impatient(String clientUrl) {
    return withLimits(clientUrl, FAST.statusLimit(), SOON);
  }

  /** Where the deadline of a Status passes soon. */
  static ScanBench impatientOfStatus(String clientUrl) {
    return withLimits(clientUrl, SOON, FAST.pageLimit());
  }

  private static ScanBench withLimits(String clientUrl, Duration ofStatus, Duration ofRead) {
    return new ScanBench(
        clientUrl,
        When.ALWAYS,
        new ScanTiming(
            FAST.firstAfter(),
            FAST.lookAgain(),
            FAST.statusEvery(),
            FAST.pauseFrom(),
            FAST.pauseTo(),
            FAST.giveUpAfter(),
            ofStatus,
            ofRead),
        Optional.empty(),
        ScanListener.NONE);
  }

  private ScanBench(
      String clientUrl,
      When when,
      ScanTiming timing,
      Optional<Credentials> user,
      ScanListener listener) {
    Endpoint endpoint = Endpoint.parse(clientUrl, false);
    ClusterConfig config = PlainCluster.withUser(user, List.of(clientUrl));
    member = new HookedMember(connector.cluster(config).member(endpoint));
    InstantSource clock = () -> Instant.now().plus(ahead);
    scanner =
        new Scanner(
            UsableMembers.of(List.of(member)),
            new KeyspaceSettings(
                true,
                When.NEVER,
                when,
                new ScanSettings(INTERVAL, true, 1L << 40, 1L << 40),
                5_000,
                false,
                PrefixSettings.DEFAULT),
            new Prefixes(PrefixSettings.DEFAULT),
            List::of,
            listener,
            new SerialExecutor(threads),
            clock,
            new Random(1),
            timing,
            new ScanLog(log, Optional.empty()));
    scanner.start();
  }

  void later(Duration duration) {
    ahead = ahead.plus(duration);
  }

  CompletableFuture<ScanSample> begin() {
    return threads.begin().thenApply(next -> scanner.sample());
  }

  static ScanSample end(CompletableFuture<ScanSample> begun) {
    return begun.orTimeout(60, TimeUnit.SECONDS).join();
  }

  ScanSample scan() {
    return end(begin());
  }

  @Override
  public void close() {
    scanner.close();
    threads.shutdown();
    member.close();
    connector.close();
  }
}
