package dev.etcdstorage.exporter.analyze;

import dev.etcdstorage.exporter.etcd.Key;
import dev.etcdstorage.exporter.keyspace.prefix.Prefixes;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sums by prefix, in bounded memory: at most {@value #AT_ONCE} at once. When there are more, the
 * lighter half is added to the rest; one of them that comes again starts over, and may be shown
 * with up to {@link #mayLack} bytes too few. The total is always right.
 */
final class PrefixTally {
  static final int AT_ONCE = 16_384;

  private final Prefixes prefixes;
  private final Map<String, Tally> byPrefix = new HashMap<>();
  private final Tally rest = new Tally();
  private long mayLack;

  PrefixTally(Prefixes prefixes) {
    this.prefixes = prefixes;
  }

  /** The sums of the prefix of a key. */
  Tally of(byte[] key) {
    String prefix = prefixes.of(Key.of(key));
    Tally tally = byPrefix.get(prefix);
    if (tally == null) {
      if (byPrefix.size() == AT_ONCE) {
        shed();
      }
      tally = new Tally();
      byPrefix.put(prefix, tally);
    }
    return tally;
  }

  private void shed() {
    long[] stored = byPrefix.values().stream().mapToLong(Tally::stored).toArray();
    Arrays.sort(stored);
    long median = stored[stored.length / 2];
    byPrefix
        .values()
        .removeIf(
            tally -> {
              if (tally.stored() > median) {
                return false;
              }
              rest.add(tally);
              return true;
            });
    mayLack += median;
  }

  /** The most bytes of leaf pages that a shown prefix may lack; 0 if all is exact. */
  long mayLack() {
    return mayLack;
  }

  /** All keys. */
  KeySums total() {
    Tally total = new Tally();
    byPrefix.values().forEach(total::add);
    total.add(rest);
    return total.sums();
  }

  /** The heaviest, and the sum of all others under {@link Prefixes#OTHER}. */
  List<PrefixSums> heaviest(int most) {
    List<PrefixSums> heaviest =
        byPrefix.entrySet().stream()
            .map(entry -> new PrefixSums(entry.getKey(), entry.getValue().sums()))
            .sorted(
                Comparator.<PrefixSums>comparingLong(each -> -each.sums().storedBytes())
                    .thenComparing(PrefixSums::prefix))
            .limit(most)
            .toList();
    return PrefixSums.withRest(heaviest, total());
  }
}
