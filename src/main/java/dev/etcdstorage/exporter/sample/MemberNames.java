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
 * The names of the members, learned while any of them answers and kept while none does, and which
 * member an endpoint leads to.
 */
final class MemberNames {
  private final Map<Long, String> byId = new HashMap<>();

  /** By what they advertise; an address that several advertise is nobody's. */
  private final Map<String, Long> advertised = new HashMap<>();

  /** By what they answered themselves. */
  private final Map<Endpoint, Long> met = new HashMap<>();

  synchronized boolean knows(long memberId) {
    return byId.containsKey(memberId);
  }

  synchronized Optional<String> name(long memberId) {
    return Optional.ofNullable(byId.get(memberId));
  }

  /** The member list is the truth about names and, until a member itself answers, addresses. */
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

  /** This endpoint leads to this member; it said so itself. */
  synchronized void recordAnswer(Endpoint endpoint, long memberId) {
    met.put(endpoint, memberId);
  }

  /** Only these endpoints may be used from now on. */
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
    // One that has left the list is not there any more.
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
