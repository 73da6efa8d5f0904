package dev.etcdstorage.exporter.sample;

import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.etcd.ListedMember;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which endpoints to watch when all members of a cluster are wanted. Pure. */
final class Membership {
  private Membership() {}

  /**
   * One endpoint a member: the one that already leads to it, so that a kept channel stays; else one
   * of its client URLs, a configured one first. A member that has never started has no URL and is
   * left out, and so is one that advertises only plain text where TLS was asked for.
   *
   * @param configured what the user gave
   * @param met the member ids that endpoints in use lead to
   */
  static Set<Endpoint> endpoints(
      List<ListedMember> members, List<Endpoint> configured, Map<Endpoint, Long> met) {
    Set<Endpoint> endpoints = new LinkedHashSet<>();
    for (ListedMember member : members) {
      endpoint(member, configured, met).ifPresent(endpoints::add);
    }
    return endpoints;
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
