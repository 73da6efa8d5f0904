package dev.etcdstorage.exporter.analyze;

import dev.etcdstorage.exporter.keyspace.prefix.Prefixes;
import java.util.ArrayList;
import java.util.List;

/**
 * What the keys of one prefix take.
 *
 * @param writers who wrote them; of the rest nobody is named
 */
public record PrefixSums(String prefix, KeySums sums, Writers writers) {
  PrefixSums(String prefix, KeySums sums) {
    this(prefix, sums, Writers.NONE);
  }

  PrefixSums by(Writers known) {
    return new PrefixSums(prefix, sums, known);
  }

  /** With one more for what the others take, so that all of them add up to the total. */
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
