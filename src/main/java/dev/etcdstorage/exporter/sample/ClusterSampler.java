package dev.etcdstorage.exporter.sample;

import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.etcd.Deadline;
import dev.etcdstorage.exporter.etcd.EtcdCluster;
import dev.etcdstorage.exporter.etcd.ListedMember;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Samples one cluster: all watched members at once, one sample at a time. It keeps the membership
 * and the names; what it says of the members is new at every sample.
 */
public final class ClusterSampler implements AutoCloseable {
  private final ClusterConfig config;
  private final EtcdCluster etcd;
  private final InstantSource clock;
  private final ChangeLog changes;
  private final MemberNames names = new MemberNames();
  private final Map<Endpoint, WatchedMember> watched = new LinkedHashMap<>();
  private @Nullable Sampling current;
  private boolean closed;

  public ClusterSampler(ClusterConfig config, EtcdCluster etcd, InstantSource clock) {
    this.config = config;
    this.etcd = etcd;
    this.clock = clock;
    this.changes = new ChangeLog(config.name());
    config.endpoints().forEach(this::watch);
  }

  public ClusterConfig config() {
    return config;
  }

  /** Joins the sample that is under way, or begins one. */
  synchronized Sampling sample(Deadline deadline) {
    Sampling shared = current;
    if (shared == null || shared.done()) {
      shared = begin(deadline);
      current = shared;
    }
    return shared;
  }

  private Sampling begin(Deadline deadline) {
    etcd.refresh();
    long began = System.nanoTime();
    Map<WatchedMember, CompletableFuture<Reading>> first = ask(watched.values(), deadline);
    CompletableFuture<ClusterSample> whole =
        all(first)
            .thenCompose(readings -> withNewMembers(readings, deadline))
            .thenApply(readings -> finish(readings, began));
    return new Sampling(first, readings -> assemble(readings, began), whole);
  }

  private Map<WatchedMember, CompletableFuture<Reading>> ask(
      Collection<WatchedMember> members, Deadline deadline) {
    Map<WatchedMember, CompletableFuture<Reading>> readings = new LinkedHashMap<>();
    for (WatchedMember member : members) {
      readings.put(
          member,
          member
              .sampler()
              .sample(deadline, id -> config.discoverMembers() || !names.knows(id))
              // A fault of ours with one member's answer must not hide the others.
              .exceptionally(Reading::broken));
    }
    return readings;
  }

  /** Takes up the member list; members that are new in it are asked in this very sample. */
  private CompletableFuture<Map<WatchedMember, Reading>> withNewMembers(
      Map<WatchedMember, Reading> readings, Deadline deadline) {
    List<WatchedMember> added = follow(readings);
    if (added.isEmpty()) {
      return CompletableFuture.completedFuture(readings);
    }
    return all(ask(added, deadline))
        .thenApply(
            more -> {
              readings.putAll(more);
              return readings;
            });
  }

  private synchronized List<WatchedMember> follow(Map<WatchedMember, Reading> readings) {
    Map<Endpoint, Long> met = new LinkedHashMap<>();
    readings.forEach(
        (member, reading) ->
            reading
                .outcome()
                .reached()
                .ifPresent(
                    reached -> {
                      names.met(member.endpoint(), reached.status().memberId());
                      met.put(member.endpoint(), reached.status().memberId());
                    }));
    Optional<List<ListedMember>> list = latestList(readings.values());
    list.ifPresent(names::learn);
    if (!config.discoverMembers() || closed) {
      return List.of();
    }
    Set<Endpoint> wanted =
        list.map(members -> Membership.endpoints(members, config.endpoints(), met))
            .orElseGet(
                () -> {
                  // Nobody tells the members any more: the configured endpoints may still know.
                  Set<Endpoint> kept = new LinkedHashSet<>(watched.keySet());
                  kept.addAll(config.endpoints());
                  return kept;
                });
    return change(wanted, readings);
  }

  /** The list of the member that is furthest on; one that was cut off may tell an old one. */
  private static Optional<List<ListedMember>> latestList(Collection<Reading> readings) {
    return readings.stream()
        .filter(reading -> reading.memberList().isPresent())
        .max(
            Comparator.comparingLong(
                reading ->
                    reading
                        .outcome()
                        .reached()
                        .map(reached -> reached.status().appliedIndex())
                        .orElse(-1L)))
        .flatMap(Reading::memberList)
        .filter(list -> !list.isEmpty());
  }

  private List<WatchedMember> change(Set<Endpoint> wanted, Map<WatchedMember, Reading> readings) {
    for (WatchedMember member : List.copyOf(watched.values())) {
      if (!wanted.contains(member.endpoint())) {
        watched.remove(member.endpoint());
        readings.remove(member);
        member.sampler().close();
        changes.left(member.endpoint());
      }
    }
    List<WatchedMember> added = new ArrayList<>();
    for (Endpoint endpoint : wanted) {
      if (!watched.containsKey(endpoint)) {
        added.add(watch(endpoint));
        changes.joined(endpoint);
      }
    }
    return added;
  }

  private WatchedMember watch(Endpoint endpoint) {
    MemberSampler sampler = new MemberSampler(etcd.member(endpoint), config.quotaBytes(), clock);
    WatchedMember member = new WatchedMember(endpoint, sampler);
    watched.put(endpoint, member);
    return member;
  }

  private synchronized ClusterSample finish(Map<WatchedMember, Reading> readings, long began) {
    follow(readings);
    readings.forEach((member, reading) -> member.count(reading.failures()));
    startOverIfRestored(readings);
    ClusterSample sample = assemble(readings, began);
    changes.seen(sample);
    return sample;
  }

  /**
   * A restored cluster comes back member by member; what is remembered of the others goes at once,
   * so that the same restore is told once.
   */
  private void startOverIfRestored(Map<WatchedMember, Reading> readings) {
    List<Endpoint> restored =
        readings.entrySet().stream()
            .filter(entry -> entry.getValue().restarted())
            .map(entry -> entry.getKey().endpoint())
            .toList();
    if (!restored.isEmpty()) {
      changes.restored(restored);
      watched.values().stream()
          .filter(member -> !restored.contains(member.endpoint()))
          .forEach(member -> member.sampler().forget());
    }
  }

  private ClusterSample assemble(Map<WatchedMember, Reading> readings, long began) {
    Map<Endpoint, String> labels =
        names.labels(
            readings.keySet().stream().map(WatchedMember::endpoint).toList(), changes::clash);
    List<MemberSample> members = new ArrayList<>();
    readings.forEach(
        (member, reading) ->
            members.add(
                new MemberSample(
                    labels.getOrDefault(member.endpoint(), member.endpoint().address()),
                    member.endpoint(),
                    reading.outcome(),
                    reading.defragmenting(),
                    member.errors())));
    return new ClusterSample(config.name(), members, Duration.ofNanos(System.nanoTime() - began));
  }

  private static CompletableFuture<Map<WatchedMember, Reading>> all(
      Map<WatchedMember, CompletableFuture<Reading>> readings) {
    return CompletableFuture.allOf(readings.values().toArray(CompletableFuture[]::new))
        .thenApply(
            done -> {
              Map<WatchedMember, Reading> joined = new LinkedHashMap<>();
              readings.forEach((member, reading) -> joined.put(member, reading.join()));
              return joined;
            });
  }

  @Override
  public synchronized void close() {
    closed = true;
    watched.values().forEach(member -> member.sampler().close());
  }
}
