package dev.etcdstorage.exporter.sample;

import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.etcd.Deadline;
import dev.etcdstorage.exporter.etcd.EtcdCluster;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Samples one cluster: all watched members at once, one sample at a time. What it says of the
 * members is new at every sample.
 */
public final class ClusterSampler implements AutoCloseable {
  /** With less time than this a new member waits for the next sample. */
  private static final Duration WORTH_ASKING = Duration.ofMillis(100);

  private final ClusterConfig config;
  private final InstantSource clock;
  private final ChangeLog changes;
  private final Roster roster;
  private @Nullable Sampling current;
  private boolean closed;

  /** The next sample that ends is for the members' histories too. */
  private boolean looking;

  public ClusterSampler(ClusterConfig config, EtcdCluster etcd, InstantSource clock) {
    this(config, etcd, clock, new ChangeLog(config.name()));
  }

  ClusterSampler(ClusterConfig config, EtcdCluster etcd, InstantSource clock, ChangeLog changes) {
    this.config = config;
    this.clock = clock;
    this.changes = changes;
    this.roster =
        new Roster(
            config,
            changes,
            endpoint ->
                new WatchedMember(
                    endpoint,
                    new MemberSampler(etcd.member(endpoint), config.quotaBytes(), clock)));
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

  /** The same, and the members' sizes go into their histories. */
  synchronized Sampling look(Deadline deadline) {
    looking = true;
    return sample(deadline);
  }

  private Sampling begin(Deadline deadline) {
    long began = System.nanoTime();
    Map<WatchedMember, CompletableFuture<Reading>> first = ask(roster.members(), deadline);
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
              .sample(deadline, roster::wantsList)
              // A fault of ours with one member's answer must not hide the others.
              .exceptionally(Reading::broken));
    }
    return readings;
  }

  /** Takes up the member list; members that are new in it are asked in this very sample. */
  private CompletableFuture<Map<WatchedMember, Reading>> withNewMembers(
      Map<WatchedMember, Reading> readings, Deadline deadline) {
    List<WatchedMember> added = follow(readings);
    if (added.isEmpty() || deadline.left().compareTo(WORTH_ASKING) < 0) {
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
    List<WatchedMember> added = closed ? List.of() : roster.follow(readings);
    readings.keySet().retainAll(Set.copyOf(roster.members()));
    return added;
  }

  private synchronized ClusterSample finish(Map<WatchedMember, Reading> readings, long began) {
    follow(readings);
    if (closed) {
      // The channels were closed under this sample: what failed says nothing about etcd.
      return assemble(readings, began);
    }
    readings.forEach((member, reading) -> member.count(reading.failures()));
    startOverIfRestored(readings);
    keepLook(readings);
    ClusterSample sample = assemble(readings, began);
    changes.seen(sample);
    readings.forEach(
        (member, reading) -> {
          if (reading.outcome() instanceof Outcome.Reached) {
            changes.beside(member.endpoint(), reading.failures());
          }
        });
    return sample;
  }

  /**
   * A restored cluster comes back member by member; what is remembered of the others goes at once,
   * so that the same restore is told once.
   */
  private void startOverIfRestored(Map<WatchedMember, Reading> readings) {
    List<Endpoint> restored =
        readings.entrySet().stream()
            .filter(entry -> entry.getValue().restored())
            .map(entry -> entry.getKey().endpoint())
            .toList();
    if (!restored.isEmpty()) {
      changes.restored(restored);
      roster.members().forEach(WatchedMember::forgetHistory);
      roster.members().stream()
          .filter(member -> !restored.contains(member.endpoint()))
          .forEach(member -> member.sampler().forget());
    }
  }

  private void keepLook(Map<WatchedMember, Reading> readings) {
    if (looking) {
      looking = false;
      Instant now = clock.instant();
      readings.forEach(
          (member, reading) ->
              reading.outcome().reached().ifPresent(seen -> member.look(seen.status(), now)));
    }
  }

  private ClusterSample assemble(Map<WatchedMember, Reading> readings, long began) {
    Map<Endpoint, String> labels =
        roster.labels(readings.keySet().stream().map(WatchedMember::endpoint).toList());
    List<MemberSample> members = new ArrayList<>();
    Instant now = clock.instant();
    readings.forEach(
        (member, reading) ->
            members.add(
                new MemberSample(
                    labels.getOrDefault(member.endpoint(), member.endpoint().address()),
                    member.endpoint(),
                    reading.outcome(),
                    reading.defragmenting(),
                    member.errors(),
                    member.history().asOf(now))));
    return new ClusterSample(
        config.name(), members, roster.unwatched(), Duration.ofNanos(System.nanoTime() - began));
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
    roster.members().forEach(member -> member.sampler().close());
  }
}
