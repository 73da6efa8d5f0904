package dev.etcdstorage.exporter.sample;

import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.etcd.ListedMember;
import dev.etcdstorage.exporter.sample.UnwatchedMember.Why;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where endpoints and member list do not match. Pure. */
final class RosterFaults {
  private RosterFaults() {}

  /**
   * Members of the list that are not watched.
   *
   * @param watched ids of those that are
   * @param taken names that other series have
   */
  static List<UnwatchedMember> unwatched(
      List<ListedMember> list, Set<Long> watched, Collection<String> taken, ClusterConfig config) {
    Set<String> names = new HashSet<>(taken);
    List<UnwatchedMember> unwatched = new ArrayList<>();
    for (ListedMember member : list) {
      if (!watched.contains(member.id())) {
        boolean named = !member.name().isEmpty() && names.add(member.name());
        String name = named ? member.name() : Long.toHexString(member.id());
        unwatched.add(UnwatchedMember.of(member, name, why(member, config)));
      }
    }
    return unwatched;
  }

  private static Why why(ListedMember member, ClusterConfig config) {
    if (member.neverStarted()) {
      return Why.NEVER_STARTED;
    }
    return config.discoverMembers()
        ? MemberAddresses.of(member, config, List.of()).unusable().orElse(Why.WRONG_ADDRESS)
        : Why.NOT_CONFIGURED;
  }

  /**
   * Configured endpoints that lead to the same member, and those with several members behind them.
   */
  static List<EndpointWarning> warnings(
      ClusterConfig config, MemberNames names, Map<Endpoint, Reading> readings) {
    List<EndpointWarning> warnings = new ArrayList<>();
    Set<Endpoint> proxies = new HashSet<>();
    readings.forEach(
        (endpoint, reading) -> {
          if (reading.several() && proxies.add(endpoint)) {
            warnings.add(EndpointWarning.severalMembers(endpoint));
          }
        });
    Map<Long, Endpoint> first = new HashMap<>();
    for (Endpoint endpoint : config.endpoints()) {
      if (!proxies.contains(endpoint)) {
        names
            .answeredBy(endpoint)
            .map(id -> first.putIfAbsent(id, endpoint))
            .ifPresent(other -> warnings.add(EndpointWarning.sameMember(endpoint, other)));
      }
    }
    return warnings;
  }
}
