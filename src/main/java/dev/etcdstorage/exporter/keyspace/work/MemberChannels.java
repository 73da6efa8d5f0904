package dev.etcdstorage.exporter.keyspace.work;

import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.etcd.EtcdMember;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** A channel to each usable member, opened when the member comes and closed when it leaves. */
final class MemberChannels implements AutoCloseable {
  private final Function<Endpoint, EtcdMember> open;
  private final Supplier<List<Endpoint>> endpoints;
  private final Map<Endpoint, EtcdMember> channels = new LinkedHashMap<>();
  private boolean closed;

  /**
   * @param endpoints of the members that may be used now, in the order of preference
   */
  MemberChannels(Function<Endpoint, EtcdMember> open, Supplier<List<Endpoint>> endpoints) {
    this.open = open;
    this.endpoints = endpoints;
  }

  /** The present members, in the order of preference; none once it is closed. */
  synchronized List<EtcdMember> current() {
    if (closed) {
      return List.of();
    }
    List<Endpoint> now = endpoints.get();
    channels
        .entrySet()
        .removeIf(
            entry -> {
              boolean left = !now.contains(entry.getKey());
              if (left) {
                entry.getValue().close();
              }
              return left;
            });
    List<EtcdMember> members = new ArrayList<>();
    now.forEach(endpoint -> members.add(channels.computeIfAbsent(endpoint, open)));
    return members;
  }

  @Override
  public synchronized void close() {
    closed = true;
    channels.values().forEach(EtcdMember::close);
    channels.clear();
  }
}
