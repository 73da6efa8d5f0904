package dev.etcdstorage.exporter.sample;

import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.etcd.ListedMember;
import dev.etcdstorage.exporter.etcd.Reason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Who is watched, and under which name: the configured endpoints, or with discovery the members of
 * the member list as it changes. Guarded by its owner's lock.
 */
final class Roster {
  private final ClusterConfig config;
  private final ChangeLog changes;
  private final Function<Endpoint, WatchedMember> open;
  private final MemberNames names = new MemberNames();
  private final Map<Endpoint, WatchedMember> watched = new LinkedHashMap<>();

  /**
   * Which member each endpoint in use led to last; kept while it hangs, since it may defragment.
   */
  private final Map<Endpoint, Long> met = new LinkedHashMap<>();

  /** Read by whoever cannot wait for the owner. */
  private volatile List<String> unwatched = List.of();

  Roster(ClusterConfig config, ChangeLog changes, Function<Endpoint, WatchedMember> open) {
    this.config = config;
    this.changes = changes;
    this.open = open;
    config.endpoints().forEach(this::watch);
  }

  List<WatchedMember> members() {
    return List.copyOf(watched.values());
  }

  /** Whether this member should be asked for the member list: to follow it, or for its name. */
  boolean wantsList(long memberId) {
    return config.discoverMembers() || !names.knows(memberId);
  }

  Map<Endpoint, String> labels(List<Endpoint> endpoints) {
    return names.labels(endpoints, changes::clash);
  }

  /**
   * Learns from what the members answered, and follows the member list where that is wanted.
   *
   * @return the members that are new; those that left are closed
   */
  List<WatchedMember> follow(Map<WatchedMember, Reading> readings) {
    readings.forEach((member, reading) -> meet(member.endpoint(), reading.outcome()));
    Optional<List<ListedMember>> list = latestList(readings.values());
    list.ifPresent(names::learn);
    List<WatchedMember> added = config.discoverMembers() ? change(wanted(list)) : List.of();
    list.ifPresent(members -> unwatched = notWatched(members));
    return added;
  }

  /** Members of the list, as last read, that no endpoint in use leads to. */
  List<String> unwatched() {
    return unwatched;
  }

  private List<String> notWatched(List<ListedMember> listed) {
    Set<Long> asked = new HashSet<>();
    watched.keySet().forEach(endpoint -> names.id(endpoint).ifPresent(asked::add));
    return listed.stream()
        .filter(member -> !asked.contains(member.id()))
        .map(member -> member.name().isEmpty() ? Long.toHexString(member.id()) : member.name())
        .toList();
  }

  private void meet(Endpoint endpoint, Outcome outcome) {
    if (outcome instanceof Outcome.Reached reached) {
      met.put(endpoint, reached.status().memberId());
      names.met(endpoint, reached.status().memberId());
    } else if (outcome instanceof Outcome.Failed failed
        && failed.failure().reason() != Reason.TIMEOUT) {
      met.remove(endpoint);
    }
  }

  private Set<Endpoint> wanted(Optional<List<ListedMember>> list) {
    if (list.isPresent()) {
      Membership membership = Membership.of(list.get(), config.endpoints(), met);
      membership.leftOut().forEach(changes::leftOut);
      return membership.endpoints();
    }
    // Nobody tells the members any more: the configured endpoints may still know.
    Set<Endpoint> kept = new LinkedHashSet<>(watched.keySet());
    kept.addAll(config.endpoints());
    return kept;
  }

  /** The list of the member that is furthest on; one that was cut off may tell an old one. */
  private static Optional<List<ListedMember>> latestList(Collection<Reading> readings) {
    return readings.stream()
        .filter(reading -> reading.memberList().isPresent())
        .max(Comparator.comparingLong(Roster::appliedIndex))
        .flatMap(Reading::memberList)
        .filter(list -> !list.isEmpty());
  }

  private static long appliedIndex(Reading reading) {
    return reading.outcome().reached().map(reached -> reached.status().appliedIndex()).orElse(-1L);
  }

  private List<WatchedMember> change(Set<Endpoint> wanted) {
    for (WatchedMember member : members()) {
      if (!wanted.contains(member.endpoint())) {
        watched.remove(member.endpoint());
        met.remove(member.endpoint());
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
    WatchedMember member = open.apply(endpoint);
    watched.put(endpoint, member);
    return member;
  }
}
