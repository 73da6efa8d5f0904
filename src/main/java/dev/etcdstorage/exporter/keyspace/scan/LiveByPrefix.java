package dev.etcdstorage.exporter.keyspace.scan;

import dev.etcdstorage.exporter.etcd.KeyEntry;
import dev.etcdstorage.exporter.keyspace.prefix.Prefixes;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Sums live keys by prefix. At the end the heaviest have a name, by their share of keys, versions
 * or bytes, whichever is largest.
 *
 * <p>At most {@value #AT_ONCE} are summed at once: then the lighter half is set aside. A scan reads
 * the keys of a prefix one after another, so a prefix that is set aside is complete. The exception
 * are prefixes that the user's patterns or several roots make of keys far apart: such a one may
 * later get a name without what it had before.
 */
final class LiveByPrefix {
  static final int AT_ONCE = 4096;

  private static final class Sum {
    private long keys;
    private long versions;
    private long bytes;

    void add(KeyEntry entry) {
      keys++;
      versions += entry.version();
      bytes += entry.bytes();
    }

    double share(Sum of) {
      return Math.max(
          part(keys, of.keys), Math.max(part(versions, of.versions), part(bytes, of.bytes)));
    }

    private static double part(long some, long all) {
      return all == 0 ? 0 : (double) some / all;
    }

    Live live() {
      return new Live(keys, versions, bytes);
    }
  }

  private final Prefixes prefixes;
  private final Map<String, Sum> sums = new HashMap<>();
  private final Sum all = new Sum();

  LiveByPrefix(Prefixes prefixes) {
    this.prefixes = prefixes;
  }

  void add(KeyEntry entry) {
    String prefix = prefixes.of(entry.key());
    Sum sum = sums.get(prefix);
    if (sum == null) {
      if (sums.size() >= AT_ONCE) {
        shed();
      }
      sum = new Sum();
      sums.put(prefix, sum);
    }
    sum.add(entry);
    all.add(entry);
  }

  private void shed() {
    double[] shares = sums.values().stream().mapToDouble(sum -> sum.share(all)).toArray();
    Arrays.sort(shares);
    double median = shares[shares.length / 2];
    sums.values().removeIf(sum -> sum.share(all) <= median);
  }

  private List<String> heaviest() {
    return sums.entrySet().stream()
        .sorted(
            Comparator.<Map.Entry<String, Sum>>comparingDouble(e -> -e.getValue().share(all))
                .thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /**
   * By name. Half of the names are for the heaviest, the other half for those of {@code busiest},
   * then for more heavy ones.
   *
   * @param busiest the most written prefixes, so that they can be compared with what lives
   */
  Map<String, Live> named(List<String> busiest) {
    Set<String> names = new LinkedHashSet<>(prefixes.own());
    List<String> heaviest = heaviest();
    names.addAll(heaviest.subList(0, Math.min(prefixes.most() / 2, heaviest.size())));
    names.addAll(busiest);
    names.addAll(heaviest);
    Map<String, Live> named = new HashMap<>();
    Live rest = all.live();
    for (String name : names) {
      Sum sum = sums.get(name);
      if (sum != null && named.size() < prefixes.most()) {
        named.put(name, sum.live());
        rest = rest.minus(sum.live());
      }
    }
    if (rest.keys() > 0) {
      named.put(Prefixes.OTHER, rest);
    }
    return named;
  }
}
