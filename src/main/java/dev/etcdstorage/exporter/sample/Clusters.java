package dev.etcdstorage.exporter.sample;

import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.config.ReloadableParts;
import dev.etcdstorage.exporter.etcd.Deadline;
import dev.etcdstorage.exporter.etcd.OpenCluster;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All clusters of the configuration, asked at the same time; a slow one costs the others nothing.
 */
public final class Clusters implements AutoCloseable {
  /** How long after the calls' own deadline a scrape waits for them to end. */
  private static final Duration GRACE = Duration.ofMillis(100);

  private static final Logger LOG = LoggerFactory.getLogger("sample");

  private final ReloadableParts<OpenCluster, ClusterSampler> samplers;

  public Clusters(InstantSource clock) {
    this(clock, config -> new ChangeLog(config.name()));
  }

  private Clusters(InstantSource clock, Function<ClusterConfig, ChangeLog> changes) {
    samplers =
        new ReloadableParts<>(
            etcd -> new ClusterSampler(etcd.config(), etcd, clock, changes.apply(etcd.config())));
  }

  public static Clusters of(List<OpenCluster> clusters, InstantSource clock) {
    return new Clusters(clock).having(clusters);
  }

  /** Logs nothing: for a second look at clusters whose changes are logged already. */
  public static Clusters silent(OpenCluster cluster, InstantSource clock) {
    return new Clusters(clock, config -> ChangeLog.silent()).having(List.of(cluster));
  }

  private Clusters having(List<OpenCluster> clusters) {
    prepare(clusters).commit();
    return this;
  }

  /**
   * The members' endpoints, from the last member list; the configured endpoints until there is one,
   * and always where members are not discovered. Asks no member.
   */
  public List<Endpoint> endpoints(ClusterConfig cluster) {
    return samplers
        .of(cluster.name())
        .filter(sampler -> sampler.config().equals(cluster))
        .map(ClusterSampler::endpoints)
        .orElse(cluster.endpoints());
  }

  /** Asks every member of every cluster; returns shortly after the budget at the latest. */
  public List<ClusterSample> sample(Duration budget) {
    return sample(budget, cluster -> true);
  }

  /**
   * The same for some of them; the others are not asked.
   *
   * @param wanted by the cluster's name in the configuration
   */
  public List<ClusterSample> sample(Duration budget, Predicate<Optional<String>> wanted) {
    return ask(budget, wanted, ClusterSampler::sample);
  }

  /** Asks all, and keeps the members' sizes in their histories. */
  void look(Duration budget) {
    ask(budget, cluster -> true, ClusterSampler::look);
  }

  private List<ClusterSample> ask(
      Duration budget,
      Predicate<Optional<String>> wanted,
      BiFunction<ClusterSampler, Deadline, Sampling> how) {
    Deadline deadline = Deadline.in(budget);
    List<Sampling> underWay = new ArrayList<>();
    for (ClusterSampler sampler : samplers.parts()) {
      if (wanted.test(sampler.config().name())) {
        isolate(() -> underWay.add(how.apply(sampler, deadline)));
      }
    }
    Deadline patience = deadline.earlierBy(GRACE.negated());
    List<ClusterSample> samples = new ArrayList<>();
    underWay.forEach(sampling -> isolate(() -> samples.add(sampling.await(patience))));
    return samples;
  }

  /** A bug met with one cluster must not cost the others their series. */
  private static void isolate(Runnable cluster) {
    try {
      cluster.run();
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("a cluster could not be sampled");
    }
  }

  /** The clusters of a new configuration; those that stay keep what they know. */
  public ReloadableParts.Change prepare(List<OpenCluster> clusters) {
    return samplers.prepare(clusters);
  }

  @Override
  public void close() {
    samplers.close();
  }
}
