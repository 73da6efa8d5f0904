package dev.etcdstorage.exporter.keyspace.prefix;

import dev.etcdstorage.exporter.etcd.Key;
import java.util.Comparator;
import java.util.List;

/**
 * The resource that an API server keeps below one of its roots, by its name in etcd: {@code
 * /registry/minions/a} is {@code minions}, not nodes. Custom resources include their group, {@code
 * /registry/cilium.io/ciliumnodes/a} is {@code ciliumnodes.cilium.io}; the group of a built-in
 * resource is not in its key. A resource below several roots is summed.
 */
final class KubernetesPrefix implements PrefixMapper {
  private static final char SLASH = '/';

  /** Comes before a resource of two parts, such as {@code services/endpoints}. */
  private static final List<Key> TWO_PARTS =
      List.of(Key.of("services"), Key.of("ranges"), Key.of("oauth"));

  private final List<Key> roots;
  private final boolean namespaces;
  private final PrefixMapper outside;

  /**
   * @param namespaces split the resources by namespace, if they have one
   * @param outside for keys below none of the roots
   */
  KubernetesPrefix(List<String> roots, boolean namespaces, PrefixMapper outside) {
    // One root may be within another: the nearer one counts.
    this.roots =
        roots.stream()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .map(root -> Key.of(root + SLASH))
            .toList();
    this.namespaces = namespaces;
    this.outside = outside;
  }

  @Override
  public int leading(Key key) {
    int from = belowRoot(key);
    return from == 0 ? outside.leading(key) : namespaceEnd(key, resourceEnd(key, from));
  }

  @Override
  public String prefix(Key key) {
    int from = belowRoot(key);
    if (from == 0) {
      return outside.prefix(key);
    }
    int end = resourceEnd(key, from);
    int group = partEnd(key, from);
    String resource =
        end > group && isGroup(key, from, group)
            ? text(key, group + 1, end) + "." + text(key, from, group)
            : text(key, from, end);
    int namespace = namespaceEnd(key, end);
    return KeyText.label(namespace > end ? resource + text(key, end, namespace) : resource);
  }

  private static String text(Key key, int from, int to) {
    return KeyText.of(key, from, to, KeyText.LONGEST);
  }

  /** Where the resource begins; 0 where there is none. */
  private int belowRoot(Key key) {
    for (Key root : roots) {
      int length = root.length();
      if (key.length() > length && key.at(length) != SLASH && key.startsWith(root)) {
        return length;
      }
    }
    return 0;
  }

  private static int resourceEnd(Key key, int from) {
    int first = partEnd(key, from);
    if (first == key.length() || !(isGroup(key, from, first) || isTwoParts(key, from, first))) {
      return first;
    }
    int second = partEnd(key, first + 1);
    return second > first + 1 ? second : first;
  }

  /** An object in a namespace has two parts after its resource, others have one. */
  private int namespaceEnd(Key key, int resourceEnd) {
    if (!namespaces || resourceEnd == key.length()) {
      return resourceEnd;
    }
    int end = partEnd(key, resourceEnd + 1);
    return end < key.length() && end > resourceEnd + 1 ? end : resourceEnd;
  }

  private static int partEnd(Key key, int from) {
    int end = from;
    while (end < key.length() && key.at(end) != SLASH) {
      end++;
    }
    return end;
  }

  private static boolean isGroup(Key key, int from, int to) {
    for (int i = from; i < to; i++) {
      if (key.at(i) == '.') {
        return true;
      }
    }
    return false;
  }

  private static boolean isTwoParts(Key key, int from, int to) {
    for (Key name : TWO_PARTS) {
      if (name.length() == to - from && equal(key, from, name)) {
        return true;
      }
    }
    return false;
  }

  private static boolean equal(Key key, int from, Key name) {
    for (int i = 0; i < name.length(); i++) {
      if (key.at(from + i) != name.at(i)) {
        return false;
      }
    }
    return true;
  }
}
