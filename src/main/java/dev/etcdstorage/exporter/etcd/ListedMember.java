package dev.etcdstorage.exporter.etcd;

import java.util.List;

/**
 * A row of the member list.
 *
 * @param id unsigned
 * @param name empty while the member has never started
 * @param clientUrls as advertised; empty while the member has never started
 */
public record ListedMember(long id, String name, List<String> clientUrls) {
  public ListedMember {
    clientUrls = List.copyOf(clientUrls);
  }
}
