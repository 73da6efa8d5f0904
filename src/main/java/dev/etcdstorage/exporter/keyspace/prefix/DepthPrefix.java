package dev.etcdstorage.exporter.keyspace.prefix;

import dev.etcdstorage.exporter.etcd.Key;

/**
 * The first parts of a key, between slashes: {@code /calico/ipam/v2} is {@code /calico} at depth 1
 * and {@code /calico/ipam} at depth 2. A slash at the very beginning separates nothing.
 *
 * <p>A first part without any slash that is longer than 64 characters is cut: such names are made
 * by machines and differ at their ends.
 */
final class DepthPrefix implements PrefixMapper {
  private static final int LONGEST_NAME = 64;
  private static final char SLASH = '/';

  private final int depth;

  DepthPrefix(int depth) {
    this.depth = depth;
  }

  @Override
  public int leading(Key key) {
    int parts = 0;
    for (int i = 1; i < key.length(); i++) {
      if (key.at(i) == SLASH && ++parts == depth) {
        return i;
      }
    }
    return key.length();
  }

  @Override
  public String prefix(Key key) {
    int end = leading(key);
    int most = hasSlash(key, end) ? KeyText.LONGEST : LONGEST_NAME;
    return KeyText.label(KeyText.of(key, 0, end, most));
  }

  private static boolean hasSlash(Key key, int end) {
    for (int i = 0; i < end; i++) {
      if (key.at(i) == SLASH) {
        return true;
      }
    }
    return false;
  }
}
