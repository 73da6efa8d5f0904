package dev.etcdstorage.exporter.sample;

import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.etcd.Deadline;
import dev.etcdstorage.exporter.etcd.EtcdConnector;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
  /** How much longer than the calls' own deadline a scrape waits for their ends to arrive. */
  private static final Duration GRACE = Duration.ofMillis(100);

  private static final Logger LOG = LoggerFactory.getLogger("sample");

  private final EtcdConnector connector;
  private final InstantSource clock;
  private final Function<ClusterConfig, ChangeLog> changes;
  private volatile List<ClusterSampler> samplers = List.of();

  public Clusters(EtcdConnector connector, InstantSource clock) {
    this(connector, clock, config -> new ChangeLog(config.name()));
  }

  private Clusters(
      EtcdConnector connector, InstantSource clock, Function<ClusterConfig, ChangeLog> changes) {
    this.connector = connector;
    this.clock = clock;
    this.changes = changes;
  }

  /** The same for a second look at clusters whose changes are told already: it logs nothing. */
  public static Clusters silent(EtcdConnector connector, InstantSource clock) {
    return new Clusters(connector, clock, config -> ChangeLog.silent());
  }

  /**
   * Where a cluster's members are, as the member list was read last; the configured endpoints until
   * then, and always where members are not discovered. Asks nobody.
   */
  public List<Endpoint> endpoints(ClusterConfig cluster) {
    return samplers.stream()
        .filter(sampler -> sampler.config().equals(cluster))
        .findFirst()
        .map(ClusterSampler::endpoints)
        .orElse(cluster.endpoints());
  }

  /** Asks every member of every cluster; returns after at most the budget and a little. */
  public List<ClusterSample> sample(Duration budget) {
    return sample(budget, cluster -> true);
  }

  /**
   * The same for some of them; the others are left in peace.
   *
   * @param wanted by the cluster's name in the configuration
   */
  public List<ClusterSample> sample(Duration budget, Predicate<Optional<String>> wanted) {
    return ask(budget, wanted, ClusterSampler::sample);
  }

  /** Asks all, and the members' sizes go into their histories. */
  void look(Duration budget) {
    ask(budget, cluster -> true, ClusterSampler::look);
  }

  private List<ClusterSample> ask(
      Duration budget,
      Predicate<Optional<String>> wanted,
      BiFunction<ClusterSampler, Deadline, Sampling> how) {
    Deadline deadline = Deadline.in(budget);
    List<Sampling> underWay = new ArrayList<>();
    for (ClusterSampler sampler : samplers) {
      if (wanted.test(sampler.config().name())) {
        apart(() -> underWay.add(how.apply(sampler, deadline)));
      }
    }
    Deadline patience = deadline.earlierBy(GRACE.negated());
    List<ClusterSample> samples = new ArrayList<>();
    underWay.forEach(sampling -> apart(() -> samples.add(sampling.await(patience))));
    return samples;
  }

  /** A fault of ours with one cluster must not cost the others their series. */
  private static void apart(Runnable cluster) {
    try {
      cluster.run();
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("a cluster could not be sampled");
    }
  }

  /**
   * Swaps the configuration. Clusters that stay the same keep their channels and what they know;
   * when one of the new ones cannot be opened nothing changes.
   *
   * @throws dev.etcdstorage.exporter.config.ConfigException when a file of a cluster cannot be used
   */
  public synchronized void configure(List<ClusterConfig> configs) {
    Map<ClusterConfig, ClusterSampler> old = new HashMap<>();
    samplers.forEach(sampler -> old.put(sampler.config(), sampler));
    List<ClusterSampler> opened = new ArrayList<>();
    List<ClusterSampler> next = new ArrayList<>();
    try {
      for (ClusterConfig config : configs) {
        ClusterSampler sampler = old.get(config);
        if (sampler == null) {
          sampler =
              new ClusterSampler(config, connector.cluster(config), clock, changes.apply(config));
          opened.add(sampler);
        }
        next.add(sampler);
      }
    } catch (RuntimeException e) {
      opened.forEach(ClusterSampler::close);
      throw e;
    }
    samplers = List.copyOf(next);
    old.values().stream().filter(sampler -> !next.contains(sampler)).forEach(ClusterSampler::close);
  }

  @Override
  public synchronized void close() {
    samplers.forEach(ClusterSampler::close);
    samplers = List.of();
  }
}
