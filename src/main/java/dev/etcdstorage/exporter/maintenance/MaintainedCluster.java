package dev.etcdstorage.exporter.maintenance;

import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.etcd.Answer;
import dev.etcdstorage.exporter.etcd.Deadline;
import dev.etcdstorage.exporter.etcd.EtcdMember;
import dev.etcdstorage.exporter.etcd.ListedMember;
import dev.etcdstorage.exporter.etcd.MemberControl;
import dev.etcdstorage.exporter.etcd.MetricsPage;
import dev.etcdstorage.exporter.etcd.OpenCluster;
import dev.etcdstorage.exporter.sample.ClusterSample;
import dev.etcdstorage.exporter.sample.Clusters;
import dev.etcdstorage.exporter.sample.MemberSample;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A cluster that is to be changed: all members of its list, sampled as for a scrape, with a way to
 * change each. Channels are kept until it is closed.
 */
public final class MaintainedCluster implements AutoCloseable {
  private final OpenCluster etcd;
  private final Clusters clusters;
  private final Map<Endpoint, MemberControl> controls = new HashMap<>();
  private final Map<Endpoint, EtcdMember> members = new HashMap<>();
  private boolean closed;

  /**
   * Opens no connection yet.
   *
   * @param given any of the members; the others are found by the member list
   */
  public MaintainedCluster(OpenCluster given, InstantSource clock) {
    this.etcd = given.discoveringMembers();
    this.clusters = Clusters.silent(etcd, clock);
  }

  public ClusterConfig config() {
    return etcd.config();
  }

  /** Asks every member; returns shortly after the limit at the latest. */
  public ClusterSample look(Duration limit) {
    return clusters.sample(limit).get(0);
  }

  /**
   * The control of the member at this endpoint.
   *
   * @throws IllegalStateException once it is closed, which ends calls that were left behind
   */
  public synchronized MemberControl control(Endpoint endpoint) {
    return open(controls, endpoint, etcd::control);
  }

  private synchronized EtcdMember member(Endpoint endpoint) {
    return open(members, endpoint, etcd::member);
  }

  private <T> T open(Map<Endpoint, T> kept, Endpoint endpoint, Function<Endpoint, T> open) {
    if (closed) {
      throw new IllegalStateException("nobody changes this cluster any more");
    }
    return kept.computeIfAbsent(endpoint, open);
  }

  /**
   * The ids in this leader's member list, including members that never started; empty if it does
   * not answer.
   */
  public Optional<Set<Long>> memberIds(MemberSample leader, Duration limit) {
    return member(leader.endpoint())
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
      asked.put(endpoint, member(endpoint).metricsPage(deadline));
    }
    Map<Endpoint, MetricsPage> pages = new HashMap<>();
    asked.forEach(
        (endpoint, page) -> page.join().got().ifPresent(read -> pages.put(endpoint, read)));
    return pages;
  }

  @Override
  public synchronized void close() {
    closed = true;
    members.values().forEach(EtcdMember::close);
    controls.values().forEach(MemberControl::close);
    clusters.close();
  }
}
