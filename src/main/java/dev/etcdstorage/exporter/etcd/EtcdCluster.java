package dev.etcdstorage.exporter.etcd;

import dev.etcdstorage.exporter.config.Endpoint;

/** The way to one cluster's members, with its TLS and credentials. */
public interface EtcdCluster {
  /** Opens a channel; nothing is sent before the first call. The caller closes the member. */
  EtcdMember member(Endpoint endpoint);

  /** Opens another channel to the same member, to change it. The caller closes it. */
  MemberControl control(Endpoint endpoint);
}
