package dev.etcdstorage.exporter.keyspace.prefix;

import dev.etcdstorage.exporter.etcd.Key;

/**
 * From a key to its prefix, of which there may be any number. Pure; valid UTF-8 whatever the key's
 * bytes.
 */
public interface PrefixMapper {
  String prefix(Key key);

  /**
   * How many of the key's first bytes decide its prefix: keys that share these bytes have the same
   * prefix, so it can be remembered for them. A number larger than any key means that nothing can
   * be remembered.
   */
  default int leading(Key key) {
    return key.length();
  }
}
