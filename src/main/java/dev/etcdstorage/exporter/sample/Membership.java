package dev.etcdstorage.exporter.sample;

import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.etcd.ListedMember;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which endpoints to watch when all members of a cluster are wanted. Pure.
 *
 * @param endpoints one a member
 * @param leftOut names of members that advertise client URLs, but only plain text where TLS was
 *     asked for
 */
record Membership(Set<Endpoint> endpoints, List<String> leftOut) {

  /**
   * Takes for each member the endpoint that already leads to it, so that a kept channel stays; else
   * one of its client URLs, a configured one first. A member that has never started has none.
   *
   * @param configured what the user gave
   * @param met the member ids that endpoints in use lead to
   */
  static Membership of(
      List<ListedMember> members, List<Endpoint> configured, Map<Endpoint, Long> met) {
    Set<Endpoint> endpoints = new LinkedHashSet<>();
    List<String> leftOut = new ArrayList<>();
    for (ListedMember member : members) {
      Optional<Endpoint> endpoint = endpoint(member, configured, met);
      endpoint.ifPresent(endpoints::add);
      if (endpoint.isEmpty() && !member.clientUrls().isEmpty()) {
        leftOut.add(member.name());
      }
    }
    return new Membership(endpoints, leftOut);
  }

  private static Optional<Endpoint> endpoint(
      ListedMember member, List<Endpoint> configured, Map<Endpoint, Long> met) {
    boolean tls = configured.get(0).tls();
    List<Endpoint> advertised = new ArrayList<>();
    for (String url : member.clientUrls()) {
      parse(url, tls).ifPresent(advertised::add);
    }
    for (Map.Entry<Endpoint, Long> entry : met.entrySet()) {
      boolean current = configured.contains(entry.getKey()) || advertised.contains(entry.getKey());
      if (entry.getValue() == member.id() && current) {
        return Optional.of(entry.getKey());
      }
    }
    return advertised.stream()
        .filter(configured::contains)
        .findFirst()
        .or(() -> advertised.stream().findFirst());
  }

  private static Optional<Endpoint> parse(String url, boolean tls) {
    try {
      Endpoint endpoint = Endpoint.parse(url, tls);
      return endpoint.tls() == tls ? Optional.of(endpoint) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
