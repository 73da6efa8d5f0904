package dev.etcdstorage.exporter.keyspace.scan;

import dev.etcdstorage.exporter.etcd.Key;
import dev.etcdstorage.exporter.keyspace.scan.SplitRange.ByteRange;
import dev.etcdstorage.exporter.keyspace.scan.SplitRange.Parts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The search for how many bytes of a range's first key all of its keys begin with: all do with
 * {@code shared} bytes, only {@code few} keys do with {@code parted}.
 */
record SharedPrefix(SplitRange range, Key first, int shared, int parted, long few) {
  static SharedPrefix search(SplitRange range, Key first) {
    return new SharedPrefix(range, first, 0, first.length() + 1, 1);
  }

  /** All keys begin with so many bytes. */
  SharedPrefix deeper(int middle) {
    return new SharedPrefix(range, first, middle, parted, few);
  }

  /** Only so many keys begin with so many bytes. */
  SharedPrefix shallower(int middle, long keys) {
    return new SharedPrefix(range, first, shared, middle, keys);
  }

  /** The next count; empty where the search is over. */
  Optional<SplitProbe> probe() {
    int all = shared;
    while (parted - all > 1) {
      // Counting what begins with much of the first key is cheap, as few do: rather too deep.
      int middle = parted - Math.max(1, (parted - all) / 3);
      Optional<Key> cut = range.after(first.prefix(middle));
      if (cut.isPresent()) {
        return Optional.of(new SplitProbe.PrefixCount(deeper(all), middle, cut.get()));
      }
      all = middle;
    }
    return Optional.empty();
  }

  /** When the search is over: the ranges that it makes, in order. All share one byte less. */
  List<SplitRange> ranges() {
    int length = parted - 1;
    Key prefix = first.prefix(length);
    boolean longer = length < first.length();
    Optional<Key> beyond = range.after(prefix);
    Optional<Key> end = beyond.or(range::end);
    SplitRange within =
        new SplitRange(range.from(), end, range.keys(), Optional.of(first), Optional.empty());
    Optional<Key> cut =
        longer
            ? within.after(first.prefix(length + 1))
            : Optional.of(first.next()).filter(within::cuts);
    List<SplitRange> ranges = new ArrayList<>();
    if (cut.isPresent()) {
      int low = longer ? first.at(length) + 1 : 0;
      Optional<ByteRange> bytes = ByteRange.of(prefix, low, highest(prefix, end));
      Parts parts = within.cut(cut.get(), few, Optional.empty(), bytes);
      ranges.add(parts.left());
      ranges.add(parts.right());
    } else {
      // Only where keys vanished while they were being counted.
      ranges.add(within.begun(within.first(), few));
    }
    beyond.ifPresent(from -> ranges.add(SplitRange.unknown(from, range.end(), 0)));
    return ranges;
  }

  /** One more than the largest byte that can follow the prefix before the end. */
  private static int highest(Key prefix, Optional<Key> end) {
    int length = prefix.length();
    return end.filter(key -> key.startsWith(prefix) && key.length() > length)
        .map(key -> key.at(length) + (key.length() > length + 1 ? 1 : 0))
        .orElse(256);
  }
}
