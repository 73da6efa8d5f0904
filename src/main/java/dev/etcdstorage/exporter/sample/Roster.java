package dev.etcdstorage.exporter.sample;

import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.etcd.ListedMember;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The watched members: the configured endpoints or, with discovery, the member list as it changes.
 * Changed under its owner's lock; read by those that must not wait for it.
 */
final class Roster {
  /** How often, at least, the member list is read, to find added members. */
  private static final Duration LIST_IS_FRESH = Duration.ofMinutes(1);

  private final ClusterConfig config;
  private final ChangeLog changes;
  private final Function<Endpoint, MemberSampler> open;
  private final InstantSource clock;
  private final MemberNames names = new MemberNames();
  private volatile List<WatchedMember> watched;
  private volatile List<ListedMember> list = List.of();
  private volatile Instant listRead = Instant.MIN;

  Roster(
      ClusterConfig config,
      ChangeLog changes,
      Function<Endpoint, MemberSampler> open,
      InstantSource clock) {
    this.config = config;
    this.changes = changes;
    this.open = open;
    this.clock = clock;
    this.watched = config.endpoints().stream().map(this::endpoint).toList();
  }

  private WatchedMember endpoint(Endpoint endpoint) {
    return new WatchedMember(OptionalLong.empty(), List.of(endpoint), open);
  }

  List<WatchedMember> members() {
    return watched;
  }

  MemberNames names() {
    return names;
  }

  /** The list as last read; empty before that. */
  List<ListedMember> list() {
    return list;
  }

  /**
   * Whether to ask this member for the member list, for the list itself or for the member's name.
   */
  boolean wantsList(long memberId) {
    return config.discoverMembers()
        || !names.knows(memberId)
        || !clock.instant().isBefore(listRead.plus(LIST_IS_FRESH));
  }

  /**
   * Learns from the members' answers, and follows the member list where that is wanted.
   *
   * @return the members to ask in this sample: those that are new or have moved
   */
  List<WatchedMember> follow(Map<WatchedMember, Reading> readings) {
    readings.forEach(
        (member, reading) ->
            reading
                .outcome()
                .reached()
                .ifPresent(
                    reached -> names.recordAnswer(member.endpoint(), reached.status().memberId())));
    Optional<List<ListedMember>> latest = latestList(readings.values());
    latest.ifPresent(
        members -> {
          list = List.copyOf(members);
          listRead = clock.instant();
          names.learn(members);
        });
    if (!config.discoverMembers()) {
      return List.of();
    }
    List<WatchedMember> before = watched;
    List<WatchedMember> moved = new ArrayList<>();
    watched = latest.isPresent() ? listed(before, moved) : withConfigured(before);
    before.stream().filter(member -> !watched.contains(member)).forEach(this::left);
    List<WatchedMember> added =
        watched.stream().filter(member -> !before.contains(member)).toList();
    added.forEach(member -> changes.logJoined(member.endpoint()));
    moved.forEach(member -> changes.logMoved(member.endpoint()));
    return Stream.concat(added.stream(), moved.stream()).toList();
  }

  private void left(WatchedMember member) {
    member.close();
    Endpoint endpoint = member.endpoint();
    boolean asAnother =
        watched.stream().anyMatch(other -> sameMember(other, names.answeredBy(endpoint)));
    changes.logLeft(endpoint, asAnother);
  }

  private static boolean sameMember(WatchedMember member, Optional<Long> id) {
    return id.isPresent() && member.expectedId().equals(OptionalLong.of(id.get()));
  }

  /** One for each member of the list that has a usable address. */
  private List<WatchedMember> listed(List<WatchedMember> before, List<WatchedMember> moved) {
    Set<Endpoint> addresses = new HashSet<>(config.endpoints());
    List<WatchedMember> next = new ArrayList<>();
    for (ListedMember member : list) {
      List<Endpoint> usable = usable(member);
      addresses.addAll(usable);
      Optional<WatchedMember> known = known(member.id(), usable, before, next);
      known.ifPresent(
          existing -> {
            if (existing.moveTo(member.id(), usable)) {
              moved.add(existing);
            }
            next.add(existing);
          });
      if (known.isEmpty() && !usable.isEmpty() && !takenByOthers(member.id(), usable, before)) {
        next.add(new WatchedMember(OptionalLong.of(member.id()), usable, open));
      }
    }
    names.retain(addresses);
    next.sort(Comparator.comparingInt(member -> position(before, member)));
    return List.copyOf(next);
  }

  private static int position(List<WatchedMember> before, WatchedMember member) {
    int position = before.indexOf(member);
    return position < 0 ? before.size() : position;
  }

  private List<Endpoint> usable(ListedMember member) {
    List<Endpoint> configured =
        config.endpoints().stream()
            .filter(
                endpoint -> names.answeredBy(endpoint).filter(id -> id == member.id()).isPresent())
            .toList();
    return MemberAddresses.of(member, config, configured).usable();
  }

  /** The one watched as this member; else an endpoint that led to it, or that it advertises. */
  private Optional<WatchedMember> known(
      long id, List<Endpoint> usable, List<WatchedMember> before, List<WatchedMember> taken) {
    if (usable.isEmpty()) {
      return Optional.empty();
    }
    Optional<Long> wanted = Optional.of(id);
    List<WatchedMember> free =
        before.stream()
            .filter(member -> member.expectedId().isEmpty() && !taken.contains(member))
            .toList();
    return before.stream()
        .filter(member -> sameMember(member, wanted))
        .findFirst()
        .or(() -> first(free, member -> names.answeredBy(member.endpoint()).equals(wanted)))
        .or(
            () ->
                first(
                    free,
                    member ->
                        names.answeredBy(member.endpoint()).isEmpty()
                            && names.id(member.endpoint()).equals(wanted)));
  }

  private static Optional<WatchedMember> first(
      List<WatchedMember> members, Predicate<WatchedMember> which) {
    return members.stream().filter(which).findFirst();
  }

  /**
   * Whether all its addresses are asked already and lead to other members: a second channel there
   * would tell nothing new.
   */
  private boolean takenByOthers(long id, List<Endpoint> usable, List<WatchedMember> before) {
    Set<Endpoint> asked = new HashSet<>();
    before.forEach(member -> asked.add(member.endpoint()));
    return usable.stream()
        .allMatch(
            endpoint ->
                asked.contains(endpoint)
                    && names.answeredBy(endpoint).filter(other -> other != id).isPresent());
  }

  /** No member list is known any more: the configured endpoints may still lead somewhere. */
  private List<WatchedMember> withConfigured(List<WatchedMember> before) {
    List<WatchedMember> next = new ArrayList<>(before);
    config.endpoints().stream()
        .filter(endpoint -> before.stream().noneMatch(member -> member.hasAddress(endpoint)))
        .forEach(endpoint -> next.add(endpoint(endpoint)));
    return List.copyOf(next);
  }

  /** The list of the member that is furthest on; a member that was cut off may have an old list. */
  private static Optional<List<ListedMember>> latestList(Collection<Reading> readings) {
    return readings.stream()
        .filter(reading -> reading.memberList().isPresent())
        .max(Comparator.comparingLong(Roster::appliedIndex))
        .flatMap(Reading::memberList)
        .filter(members -> !members.isEmpty());
  }

  private static long appliedIndex(Reading reading) {
    return reading.outcome().reached().map(reached -> reached.status().appliedIndex()).orElse(-1L);
  }
}
