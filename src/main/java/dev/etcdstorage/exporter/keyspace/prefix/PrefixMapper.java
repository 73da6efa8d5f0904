package dev.etcdstorage.exporter.keyspace.prefix;

import dev.etcdstorage.exporter.etcd.Key;

/** From a key to its prefix, however many there are. Pure; valid UTF-8 whatever the key's bytes. */
public interface PrefixMapper {
  String prefix(Key key);

  /**
   * How many of the key's first bytes decide its prefix: two keys for which these bytes are equal
   * have the same prefix. What is known of one key can so be remembered for others. A number beyond
   * all keys: nothing can be remembered.
   */
  default int leading(Key key) {
    return key.length();
  }
}
