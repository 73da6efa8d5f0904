package dev.etcdstorage.exporter.etcd;

import java.util.List;

/**
 * An entry of the member list.
 *
 * @param id unsigned; 0 in the list of a grpc-proxy, which lists proxies, not members
 * @param name empty while the member has never started
 * @param clientUrls as advertised; empty while the member has never started
 * @param learner whether it has no vote
 */
public record ListedMember(long id, String name, List<String> clientUrls, boolean learner) {
  public ListedMember {
    clientUrls = List.copyOf(clientUrls);
  }

  /**
   * Whether it was added and has never joined: a member publishes its name and URLs when it does.
   */
  public boolean neverStarted() {
    return name.isEmpty() && clientUrls.isEmpty();
  }
}
