package dev.etcdstorage.exporter.keyspace.prefix;

import dev.etcdstorage.exporter.etcd.Key;

/** From a key to its prefix, however many there are. Pure; valid UTF-8 whatever the key's bytes. */
public interface PrefixMapper {
  String prefix(Key key);
}
