package dev.etcdstorage.exporter.check;

import dev.etcdstorage.exporter.check.Examined.Earlier;
import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.config.ExporterConfig;
import dev.etcdstorage.exporter.etcd.EtcdConnector;
import dev.etcdstorage.exporter.etcd.EtcdMember;
import dev.etcdstorage.exporter.etcd.OpenCluster;
import dev.etcdstorage.exporter.keyspace.KeyspaceSample;
import dev.etcdstorage.exporter.keyspace.prefix.Prefixes;
import dev.etcdstorage.exporter.keyspace.scan.BlockingScan;
import dev.etcdstorage.exporter.keyspace.scan.ScanSample;
import dev.etcdstorage.exporter.keyspace.work.PartSample;
import dev.etcdstorage.exporter.observe.Observed;
import dev.etcdstorage.exporter.sample.ClusterSample;
import dev.etcdstorage.exporter.sample.Clusters;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.Outcome.Reached;
import dev.etcdstorage.exporter.text.Amount;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Looks at all clusters of a configuration once or twice, and at their keys if wanted. Reads only.
 * Needs nothing but etcd.
 */
public final class Examiner implements AutoCloseable {
  /** A person waits; a longer scan is for the daemon. */
  private static final Duration LONGEST_SCAN = Duration.ofMinutes(30);

  private final ExporterConfig config;
  private final List<OpenCluster> open;
  private final InstantSource clock;
  private final Pause pause;
  private final Consumer<String> progress;
  private final Clusters clusters;

  /**
   * Opens what the configuration names; asks no member yet.
   *
   * @param connector is not closed
   * @param progress is told what takes a while
   * @throws dev.etcdstorage.exporter.config.ConfigException when a file of a cluster cannot be used
   */
  public Examiner(
      ExporterConfig config,
      EtcdConnector connector,
      InstantSource clock,
      Pause pause,
      Consumer<String> progress) {
    this.config = config;
    this.clock = clock;
    this.pause = pause;
    this.progress = progress;
    this.open = config.clusters().stream().map(connector::cluster).toList();
    this.clusters = Clusters.of(open, clock);
  }

  /** The outcome of a scan. */
  private record Scan(Optional<KeyspaceSample> keys, Optional<String> trouble) {}

  /**
   * Looks at all clusters.
   *
   * @param interval between two looks; zero for one
   * @return one for each cluster of the configuration, in its order
   */
  List<Examined> examine(Duration interval, boolean scan) throws InterruptedException {
    Instant firstAt = clock.instant();
    Map<Optional<String>, ClusterSample> first = look();
    Map<Optional<String>, Scan> scans = new HashMap<>();
    if (scan) {
      for (ClusterConfig cluster : config.clusters()) {
        scans.put(cluster.name(), scan(cluster, sample(first, cluster)));
      }
    }
    if (interval.isZero()) {
      return config.clusters().stream()
          .map(each -> examined(each, first, firstAt, Optional.empty(), scans))
          .toList();
    }
    Duration left = interval.minus(Duration.between(firstAt, clock.instant()));
    if (left.compareTo(Duration.ZERO) > 0) {
      progress.accept("looking again in " + Amount.duration(left) + ", to see what grows");
      pause.pause(left);
    }
    Instant secondAt = clock.instant();
    Map<Optional<String>, ClusterSample> second = look();
    return config.clusters().stream()
        .map(
            each ->
                examined(
                    each,
                    second,
                    secondAt,
                    Optional.of(new Earlier(sample(first, each), firstAt)),
                    scans))
        .toList();
  }

  private Map<Optional<String>, ClusterSample> look() {
    Map<Optional<String>, ClusterSample> samples = new HashMap<>();
    clusters
        .sample(config.scrape().timeout())
        .forEach(sample -> samples.put(sample.cluster(), byName(sample)));
    return samples;
  }

  /** Always in the same order, whatever the member list's is. */
  private static ClusterSample byName(ClusterSample sample) {
    List<MemberSample> members = new ArrayList<>(sample.members());
    members.sort(Comparator.comparing(MemberSample::member));
    return sample.with(members);
  }

  /** Without members if a bug spoiled the look. */
  private static ClusterSample sample(
      Map<Optional<String>, ClusterSample> samples, ClusterConfig cluster) {
    return samples.getOrDefault(
        cluster.name(), new ClusterSample(cluster.name(), List.of(), List.of(), Duration.ZERO));
  }

  private Examined examined(
      ClusterConfig cluster,
      Map<Optional<String>, ClusterSample> samples,
      Instant at,
      Optional<Earlier> earlier,
      Map<Optional<String>, Scan> scans) {
    Scan scan = scans.getOrDefault(cluster.name(), new Scan(Optional.empty(), Optional.empty()));
    Observed now =
        new Observed(sample(samples, cluster), scan.keys(), Optional.empty(), config.thresholds());
    return new Examined(now, at, earlier, scan.trouble());
  }

  private Scan scan(ClusterConfig cluster, ClusterSample sample) {
    Optional<Endpoint> endpoint = choice(sample.members());
    if (endpoint.isEmpty()) {
      return new Scan(Optional.empty(), Optional.of("no member answers that could be scanned"));
    }
    progress.accept("reading the live keys through " + endpoint.get());
    BlockingScan.Result result =
        with(
            cluster,
            endpoint.get(),
            member ->
                new BlockingScan(
                        member,
                        new Prefixes(config.keyspace().prefixes(), config.keyspace().hideKeys()),
                        BlockingScan.Speed.BRISK,
                        clock)
                    .walk(LONGEST_SCAN, new ScanLines(progress)::reached));
    if (result instanceof BlockingScan.Done done) {
      ScanSample keys =
          new ScanSample(
              new PartSample(true, Optional.empty(), Map.of()),
              Optional.of(done.scan()),
              true,
              false,
              Map.of());
      return new Scan(
          Optional.of(new KeyspaceSample(cluster.name(), Optional.empty(), Optional.of(keys))),
          Optional.empty());
    }
    return new Scan(Optional.empty(), Optional.of(((BlockingScan.GivenUp) result).why()));
  }

  /** A follower if one answers, to spare the leader. */
  private static Optional<Endpoint> choice(List<MemberSample> members) {
    List<Endpoint> followers = new ArrayList<>();
    List<Endpoint> leaders = new ArrayList<>();
    for (MemberSample member : members) {
      member
          .outcome()
          .reached()
          .map(Reached::status)
          .filter(status -> !status.learner())
          .ifPresent(status -> (status.leader() ? leaders : followers).add(member.endpoint()));
    }
    return Stream.concat(followers.stream(), leaders.stream()).findFirst();
  }

  private interface Work<T> {
    T with(EtcdMember member);
  }

  /** On a channel of its own: the answers may be large. */
  private <T> T with(ClusterConfig cluster, Endpoint endpoint, Work<T> work) {
    OpenCluster etcd =
        open.stream().filter(each -> each.config().equals(cluster)).findFirst().orElseThrow();
    try (EtcdMember member = etcd.member(endpoint)) {
      return work.with(member);
    }
  }

  @Override
  public void close() {
    clusters.close();
  }
}
