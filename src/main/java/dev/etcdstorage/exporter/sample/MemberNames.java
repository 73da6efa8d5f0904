package dev.etcdstorage.exporter.sample;

import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.etcd.ListedMember;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The names of the members, learned while any of them answers and kept while none does. */
final class MemberNames {
  private final Map<Long, String> byId = new HashMap<>();
  private final Map<String, Long> idByAddress = new HashMap<>();

  synchronized boolean knows(long memberId) {
    return byId.containsKey(memberId);
  }

  /** The member list is the truth about names and, until a member itself answers, addresses. */
  synchronized void learn(List<ListedMember> members) {
    byId.clear();
    members.stream()
        .filter(listed -> !listed.name().isEmpty())
        .forEach(listed -> byId.put(listed.id(), listed.name()));
    for (ListedMember listed : members) {
      for (String url : listed.clientUrls()) {
        address(url).ifPresent(address -> advertised(address, listed.id()));
      }
    }
  }

  private void advertised(String address, long id) {
    idByAddress.compute(
        address, (key, met) -> met != null && byId.containsKey(met) ? met : Long.valueOf(id));
  }

  /** This endpoint leads to this member; it said so itself. */
  synchronized void met(Endpoint endpoint, long memberId) {
    idByAddress.put(endpoint.address(), memberId);
  }

  /** The label of every endpoint; two that would be the same fall back to {@code host:port}. */
  synchronized Map<Endpoint, String> labels(
      Iterable<Endpoint> endpoints, Consumer<Set<String>> onClash) {
    Map<Endpoint, String> labels = new LinkedHashMap<>();
    Set<String> addresses = new HashSet<>();
    endpoints.forEach(endpoint -> addresses.add(endpoint.address()));
    Set<String> seen = new HashSet<>();
    Set<String> twice = new HashSet<>();
    for (Endpoint endpoint : endpoints) {
      String name = name(endpoint).orElse(endpoint.address());
      labels.put(endpoint, name);
      // A name may also be what another endpoint falls back to.
      boolean othersAddress = addresses.contains(name) && !name.equals(endpoint.address());
      if (!seen.add(name) || othersAddress) {
        twice.add(name);
      }
    }
    if (!twice.isEmpty()) {
      onClash.accept(twice);
    }
    labels.replaceAll((endpoint, name) -> twice.contains(name) ? endpoint.address() : name);
    return labels;
  }

  /** The member that this endpoint leads to, as far as that is known. */
  synchronized Optional<Long> id(Endpoint endpoint) {
    return Optional.ofNullable(idByAddress.get(endpoint.address()));
  }

  private Optional<String> name(Endpoint endpoint) {
    return id(endpoint).flatMap(id -> Optional.ofNullable(byId.get(id)));
  }

  private static Optional<String> address(String url) {
    try {
      return Optional.of(Endpoint.parse(url, false).address());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
