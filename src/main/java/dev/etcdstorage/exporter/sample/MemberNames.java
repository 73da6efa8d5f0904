package dev.etcdstorage.exporter.sample;

import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.etcd.ListedMember;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The members' names, learned while any member answers and kept while none does, and which member
 * each endpoint leads to.
 */
final class MemberNames {
  private final Map<Long, String> byId = new HashMap<>();

  /** By advertised URL; one that several members advertise counts for none. */
  private final Map<String, Long> advertised = new HashMap<>();

  /** By the member's own answers. */
  private final Map<Endpoint, Long> met = new HashMap<>();

  synchronized boolean knows(long memberId) {
    return byId.containsKey(memberId);
  }

  synchronized Optional<String> name(long memberId) {
    return Optional.ofNullable(byId.get(memberId));
  }

  /** Learns names and, for members that have not answered yet, addresses. */
  synchronized void learn(List<ListedMember> members) {
    byId.clear();
    advertised.clear();
    Set<String> shared = new HashSet<>();
    for (ListedMember listed : members) {
      if (!listed.name().isEmpty()) {
        byId.put(listed.id(), listed.name());
      }
      for (String address : addresses(listed)) {
        if (advertised.putIfAbsent(address, listed.id()) != null) {
          shared.add(address);
        }
      }
    }
    advertised.keySet().removeAll(shared);
  }

  private static Set<String> addresses(ListedMember listed) {
    return listed.clientUrls().stream()
        .flatMap(url -> address(url).stream())
        .collect(Collectors.toSet());
  }

  /** The member itself answered at this endpoint. */
  synchronized void recordAnswer(Endpoint endpoint, long memberId) {
    met.put(endpoint, memberId);
  }

  /** Forgets all other endpoints. */
  synchronized void retain(Set<Endpoint> endpoints) {
    met.keySet().retainAll(endpoints);
  }

  /** The member that this endpoint led to when it last answered. */
  synchronized Optional<Long> answeredBy(Endpoint endpoint) {
    return Optional.ofNullable(met.get(endpoint));
  }

  /** The member that this endpoint leads to, as far as that is known. */
  synchronized Optional<Long> id(Endpoint endpoint) {
    Optional<Long> told = Optional.ofNullable(advertised.get(endpoint.address()));
    // A member that is no longer in the list does not count.
    return answeredBy(endpoint).filter(id -> told.isEmpty() || byId.containsKey(id)).or(() -> told);
  }

  private static Optional<String> address(String url) {
    try {
      return Optional.of(Endpoint.parse(url, false).address());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
