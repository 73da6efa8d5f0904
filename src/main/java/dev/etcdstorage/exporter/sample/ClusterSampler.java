package dev.etcdstorage.exporter.sample;

import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.config.ReloadableParts;
import dev.etcdstorage.exporter.etcd.Deadline;
import dev.etcdstorage.exporter.etcd.EtcdCluster;
import dev.etcdstorage.exporter.sample.MemberRows.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Samples one cluster: all watched members at once, one sample at a time. */
public final class ClusterSampler implements ReloadableParts.Part {
  /** With less time left than this, a new member waits for the next sample. */
  private static final Duration WORTH_ASKING = Duration.ofMillis(100);

  private final ClusterConfig config;
  private final InstantSource clock;
  private final ChangeLog changes;
  private final Roster roster;
  private @Nullable Sampling current;
  private boolean closed;

  /** The next sample that ends is also kept in the members' histories. */
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
            endpoint -> new MemberSampler(etcd.member(endpoint), config.quotaBytes(), clock),
            clock);
  }

  @Override
  public Optional<String> cluster() {
    return config.name();
  }

  public ClusterConfig config() {
    return config;
  }

  /** The endpoints of the members watched now; never blocks. */
  List<Endpoint> endpoints() {
    return roster.members().stream()
        .flatMap(member -> member.addresses().stream())
        .distinct()
        .toList();
  }

  /** Joins the sample under way, or begins one. */
  synchronized Sampling sample(Deadline deadline) {
    Sampling shared = current;
    if (shared == null || shared.done()) {
      shared = begin(deadline);
      current = shared;
    }
    return shared;
  }

  /** The same, and keeps the members' sizes in their histories. */
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
      readings.put(member, member.sample(deadline, roster::wantsList));
    }
    return readings;
  }

  /** Follows the member list; members that are new in it are asked in this same sample. */
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
      // The channels were closed during this sample: its failures say nothing about etcd.
      return assemble(readings, began);
    }
    readings.forEach((member, reading) -> member.countErrors(reading.failures()));
    startOverIfRestored(readings);
    keepLook(readings);
    ClusterSample sample = assemble(readings, began);
    changes.logSample(sample);
    readings.forEach(
        (member, reading) -> {
          if (reading.outcome() instanceof Outcome.Reached) {
            changes.logPartialFailures(member.endpoint(), reading.failures());
          }
        });
    return sample;
  }

  /**
   * A restored cluster comes back member by member. What is remembered of all members is dropped at
   * once, so that a restore is logged once.
   */
  private void startOverIfRestored(Map<WatchedMember, Reading> readings) {
    List<Endpoint> restored =
        readings.entrySet().stream()
            .filter(entry -> entry.getValue().restored())
            .map(entry -> entry.getKey().endpoint())
            .toList();
    if (!restored.isEmpty()) {
      changes.logRestored(restored);
      roster.members().forEach(WatchedMember::forgetHistory);
      roster.members().stream()
          .filter(member -> !restored.contains(member.endpoint()))
          .forEach(WatchedMember::forget);
    }
  }

  private void keepLook(Map<WatchedMember, Reading> readings) {
    if (looking) {
      looking = false;
      Instant now = clock.instant();
      readings.forEach(
          (member, reading) -> {
            if (!member.isAnother(reading) && !reading.several()) {
              reading.outcome().reached().ifPresent(seen -> member.recordSize(seen.status(), now));
            }
          });
    }
  }

  private ClusterSample assemble(Map<WatchedMember, Reading> readings, long began) {
    List<Row> rows = MemberRows.of(readings, roster.names());
    Map<Row, String> labels = MemberRows.labels(rows, roster.names(), changes::logNameClash);
    List<MemberSample> members = new ArrayList<>();
    Set<Long> watched = new HashSet<>();
    Instant now = clock.instant();
    for (Row row : rows) {
      WatchedMember member = row.member();
      Reading reading = row.reading();
      row.id().ifPresent(watched::add);
      members.add(
          new MemberSample(
              labels.getOrDefault(row, row.endpoint().address()),
              row.endpoint(),
              reading.outcome(),
              reading.defragmenting(),
              member.errors(),
              member.history(reading, now)));
    }
    // Members that are new and could not be asked in time.
    roster.members().stream()
        .filter(member -> !readings.containsKey(member))
        .forEach(member -> member.expectedId().ifPresent(watched::add));
    return new ClusterSample(
        config.name(),
        members,
        RosterFaults.unwatched(roster.list(), watched, labels.values(), config),
        RosterFaults.warnings(config, roster.names(), byEndpoint(readings)),
        Duration.ofNanos(System.nanoTime() - began));
  }

  private static Map<Endpoint, Reading> byEndpoint(Map<WatchedMember, Reading> readings) {
    Map<Endpoint, Reading> byEndpoint = new LinkedHashMap<>();
    readings.forEach((member, reading) -> byEndpoint.put(member.endpoint(), reading));
    return byEndpoint;
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
    roster.members().forEach(WatchedMember::close);
  }
}
