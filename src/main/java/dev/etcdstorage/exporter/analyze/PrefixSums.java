package dev.etcdstorage.exporter.analyze;

import dev.etcdstorage.exporter.keyspace.prefix.Prefixes;
import java.util.ArrayList;
import java.util.List;

/**
 * The sums of one prefix's keys.
 *
 * @param writers who wrote them; empty for the rest
 */
public record PrefixSums(String prefix, KeySums sums, Writers writers) {
  PrefixSums(String prefix, KeySums sums) {
    this(prefix, sums, Writers.NONE);
  }

  PrefixSums by(Writers known) {
    return new PrefixSums(prefix, sums, known);
  }

  /** With one more for all others, so that they add up to the total. */
  static List<PrefixSums> withRest(List<PrefixSums> named, KeySums total) {
    KeySums rest = total;
    for (PrefixSums each : named) {
      rest = rest.minus(each.sums());
    }
    if (rest.equals(KeySums.NONE)) {
      return List.copyOf(named);
    }
    List<PrefixSums> all = new ArrayList<>(named);
    all.add(new PrefixSums(Prefixes.OTHER, rest));
    return List.copyOf(all);
  }
}
