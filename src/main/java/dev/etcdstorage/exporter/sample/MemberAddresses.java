package dev.etcdstorage.exporter.sample;

import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.etcd.ListedMember;
import dev.etcdstorage.exporter.sample.UnwatchedMember.Why;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where a member of the list can be asked. Pure.
 *
 * @param usable in the order in which to try them
 * @param unusable why no advertised URL can be used, if none can
 */
record MemberAddresses(List<Endpoint> usable, Optional<Why> unusable) {
  /**
   * Configured endpoints come first, then what the member advertises: https where TLS is
   * configured, http where an http endpoint is. If https can be used, http is not, not even when
   * https fails.
   *
   * @param configured the configured endpoints that led to this member last
   */
  static MemberAddresses of(ListedMember member, ClusterConfig config, List<Endpoint> configured) {
    boolean tls = config.tls().given() || config.endpoints().stream().anyMatch(Endpoint::tls);
    boolean plain = config.endpoints().stream().anyMatch(endpoint -> !endpoint.tls());
    List<Endpoint> https = new ArrayList<>();
    List<Endpoint> http = new ArrayList<>();
    for (String url : member.clientUrls()) {
      parse(url).ifPresent(endpoint -> (endpoint.tls() ? https : http).add(endpoint));
    }
    List<Endpoint> advertised =
        tls && !https.isEmpty() ? https : plain ? http : List.<Endpoint>of();
    Set<Endpoint> usable = new LinkedHashSet<>(configured);
    advertised.stream().filter(config.endpoints()::contains).forEach(usable::add);
    usable.addAll(advertised);
    Optional<Why> unusable =
        !advertised.isEmpty() ? Optional.empty() : Optional.of(why(member, https, http));
    return new MemberAddresses(List.copyOf(usable), unusable);
  }

  private static Why why(ListedMember member, List<Endpoint> https, List<Endpoint> http) {
    if (member.neverStarted()) {
      return Why.NEVER_STARTED;
    }
    return !https.isEmpty()
        ? Why.NO_TLS_SETTINGS
        : http.isEmpty() ? Why.NO_USABLE_URL : Why.PLAIN_TEXT;
  }

  private static Optional<Endpoint> parse(String url) {
    try {
      return Optional.of(Endpoint.parse(url, false));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
