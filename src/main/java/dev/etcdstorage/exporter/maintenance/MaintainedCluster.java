package dev.etcdstorage.exporter.maintenance;

import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.etcd.Answer;
import dev.etcdstorage.exporter.etcd.Deadline;
import dev.etcdstorage.exporter.etcd.EtcdCluster;
import dev.etcdstorage.exporter.etcd.EtcdConnector;
import dev.etcdstorage.exporter.etcd.EtcdMember;
import dev.etcdstorage.exporter.etcd.ListedMember;
import dev.etcdstorage.exporter.etcd.MemberControl;
import dev.etcdstorage.exporter.etcd.MetricsPage;
import dev.etcdstorage.exporter.sample.ClusterSample;
import dev.etcdstorage.exporter.sample.Clusters;
import dev.etcdstorage.exporter.sample.MemberSample;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * A cluster that is to be changed: all members of its list, seen as a scrape sees them, with a way
 * to change each. Channels are kept until it is closed.
 */
public final class MaintainedCluster implements AutoCloseable {
  private final ClusterConfig config;
  private final EtcdCluster etcd;
  private final Clusters clusters;
  private final Map<Endpoint, MemberControl> controls = new ConcurrentHashMap<>();
  private final Map<Endpoint, EtcdMember> members = new ConcurrentHashMap<>();

  /**
   * Opens no connection yet.
   *
   * @param given any of the members; the others are found by the member list
   * @throws dev.etcdstorage.exporter.config.ConfigException when a file of the cluster cannot be
   *     used
   */
  public MaintainedCluster(EtcdConnector connector, ClusterConfig given, InstantSource clock) {
    this.config = given.discoveringMembers();
    this.etcd = connector.cluster(config);
    this.clusters = Clusters.silent(connector, clock);
    clusters.configure(List.of(config));
  }

  public ClusterConfig config() {
    return config;
  }

  /** Asks every member; returns after at most the limit and a little. */
  public ClusterSample look(Duration limit) {
    return clusters.sample(limit).get(0);
  }

  /** The way to change the member at this endpoint. */
  public MemberControl control(Endpoint endpoint) {
    return controls.computeIfAbsent(endpoint, etcd::control);
  }

  /**
   * The ids of the member list, members that never started included, as this leader tells it; empty
   * where it does not.
   */
  public Optional<Set<Long>> memberIds(MemberSample leader, Duration limit) {
    return members
        .computeIfAbsent(leader.endpoint(), etcd::member)
        .memberList(Deadline.in(limit))
        .join()
        .got()
        .map(list -> list.stream().map(ListedMember::id).collect(Collectors.toSet()));
  }

  /** The metrics pages of these members, where they can be read. */
  public Map<Endpoint, MetricsPage> pages(Collection<Endpoint> endpoints, Duration limit) {
    Deadline deadline = Deadline.in(limit);
    Map<Endpoint, CompletableFuture<Answer<MetricsPage>>> asked = new HashMap<>();
    for (Endpoint endpoint : endpoints) {
      EtcdMember member = members.computeIfAbsent(endpoint, etcd::member);
      asked.put(endpoint, member.metricsPage(deadline));
    }
    Map<Endpoint, MetricsPage> pages = new HashMap<>();
    asked.forEach(
        (endpoint, page) -> page.join().got().ifPresent(read -> pages.put(endpoint, read)));
    return pages;
  }

  @Override
  public void close() {
    members.values().forEach(EtcdMember::close);
    controls.values().forEach(MemberControl::close);
    clusters.close();
  }
}
