package dev.etcdstorage.exporter.keyspace.scan;

import dev.etcdstorage.exporter.etcd.Key;
import dev.etcdstorage.exporter.etcd.KeyEntry;
import dev.etcdstorage.exporter.etcd.KeyPage;
import dev.etcdstorage.exporter.etcd.KeyRead;
import dev.etcdstorage.exporter.keyspace.scan.SplitRange.ByteRange;
import dev.etcdstorage.exporter.keyspace.scan.SplitRange.Parts;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Cuts a range of too many keys into ranges of few enough, mostly by counting.
 *
 * <p>Each count costs etcd a visit of every key counted, under the lock that puts need, so the
 * number of visits is what matters. Splitting byte by byte from the left would count all keys again
 * and again while they still share {@code /registry/}. Therefore: one look at the first key, then a
 * search for how much of it all others share ({@link SharedPrefix}; what it counts on the way is a
 * cut of its own where it cuts well), then halving by the byte that follows ({@link
 * SplitProbe.ByteCount}), where one side is counted and the other follows by subtraction; and so
 * on, deeper.
 *
 * <p>Counts are of the present revision and need not agree with each other: they only say where to
 * cut, and whatever is cut, nothing is left out.
 */
final class RangeSplitter {
  /** More visits than so many of each key: keys that no such cutting suits. */
  private static final long MOST_VISITS = 40;

  private static final int FIRST_SLICE = 512;

  private final ReadLimits limits;
  private final long mostVisits;
  private final Deque<SplitRange> ahead = new ArrayDeque<>();
  private final KnownRanges cut;
  private Optional<SplitProbe> probe = Optional.empty();
  private long visits;
  private int slice;

  RangeSplitter(KnownRange range, ReadLimits limits) {
    this.limits = limits;
    this.mostVisits = MOST_VISITS * range.keys();
    this.slice = Math.min(FIRST_SLICE, limits.rangeKeys());
    this.cut = new KnownRanges(limits.ranges(), limits.rangeKeys(), Long.MAX_VALUE);
    ahead.push(SplitRange.unknown(range.from(), range.end(), range.keys()));
    goOn();
  }

  /** The next read; empty when all is cut. */
  Optional<KeyRead> next() {
    return probe.map(SplitProbe::read);
  }

  /** The ranges, in order, without gaps. */
  List<KnownRange> ranges() {
    return cut.list();
  }

  /** How many keys etcd visited for all this. */
  long visits() {
    return visits;
  }

  /** Takes the answer to {@link #next}. */
  void answered(KeyPage page) {
    visits += page.count();
    SplitProbe asked = probe.orElseThrow();
    probe = Optional.empty();
    asked.answered(page, this);
    goOn();
  }

  /** Takes a refusal of the answer's size; false where no smaller one can be asked for. */
  boolean tooLarge() {
    if (probe.orElseThrow() instanceof SplitProbe.Slice slices && slice > 1) {
      slice = Math.max(1, slice / 4);
      probe = Optional.of(new SplitProbe.Slice(slices.range(), slice));
      return true;
    }
    return false;
  }

  /** Asks about the first range that is too large still, and lets go of those that are not. */
  private void goOn() {
    while (!ahead.isEmpty() && probe.isEmpty()) {
      SplitRange range = ahead.pop();
      if (range.keys() <= limits.rangeKeys()) {
        cut.add(new KnownRange(range.from(), range.end(), range.keys(), 0));
      } else if (visits > mostVisits) {
        probe = Optional.of(new SplitProbe.Slice(range, slice));
      } else if (range.bytes().isPresent()) {
        ByteRange bytes = range.bytes().get();
        probe = Optional.of(new SplitProbe.ByteCount(range, bytes, bytes.middle()));
      } else if (range.first().isPresent()) {
        search(SharedPrefix.search(range, range.first().get()));
      } else {
        probe = Optional.of(new SplitProbe.FirstKey(range));
      }
    }
  }

  void halved(SplitProbe.ByteCount half, long left) {
    ByteRange bytes = half.bytes();
    push(half.range().cut(half.cut(), left, bytes.below(half.pivot()), bytes.from(half.pivot())));
  }

  void begun(SplitRange range, KeyPage page) {
    Optional<Key> first = page.entries().stream().findFirst().map(KeyEntry::key);
    ahead.push(range.begun(first, first.isEmpty() ? 0 : page.count()));
  }

  void sliced(SplitRange range, KeyPage page) {
    int got = page.entries().size();
    if (got == 0 || !page.more()) {
      ahead.push(range.counted(got));
    } else {
      push(range.counted(page.count()).cut(page.entries().get(got - 1).key().next(), got));
    }
  }

  void deeper(SplitProbe.PrefixCount depth, long keys) {
    SharedPrefix search = depth.search();
    long all = search.range().keys();
    if (keys >= all) {
      search(search.deeper(depth.middle()));
    } else if (keys > all / 8) {
      push(search.range().cut(depth.cut(), keys));
    } else {
      search(search.shallower(depth.middle(), keys));
    }
  }

  /** Goes on with the search, or with the ranges that it found. */
  private void search(SharedPrefix search) {
    probe = search.probe();
    if (probe.isEmpty()) {
      List<SplitRange> found = search.ranges();
      for (int i = found.size() - 1; i >= 0; i--) {
        ahead.push(found.get(i));
      }
    }
  }

  private void push(Parts parts) {
    ahead.push(parts.right());
    ahead.push(parts.left());
  }
}
