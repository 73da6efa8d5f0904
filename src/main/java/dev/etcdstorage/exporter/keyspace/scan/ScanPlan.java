package dev.etcdstorage.exporter.keyspace.scan;

import dev.etcdstorage.exporter.etcd.Key;
import dev.etcdstorage.exporter.etcd.KeyEntry;
import dev.etcdstorage.exporter.etcd.KeyPage;
import dev.etcdstorage.exporter.etcd.KeyRead;
import dev.etcdstorage.exporter.etcd.KeyRead.Content;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which read comes next, so that each key comes exactly once. Pure: does not read, has no clock.
 *
 * <p>etcd counts the whole range of every read, so that a page of an open range costs as much as
 * all keys behind it. Hence no entries are read of a range that is known to hold too many keys: it
 * is cut first ({@link RangeSplitter}). Where pages end is remembered, so that the next pass needs
 * no counting and reads ranges of one page each.
 *
 * <p>All pages are of one revision, the first page's. Counts are of the present one: they are done
 * before the first page as far as possible, so that compaction has less time to overtake the walk.
 */
final class ScanPlan {
  private final boolean values;
  private final ReadLimits limits;
  private final Deque<KnownRange> ahead;
  private final KnownRanges walked;
  private final PageSize size;
  private boolean counted;
  private Optional<RangeSplitter> splitter = Optional.empty();

  private final OversizedValue refused = new OversizedValue();
  private OptionalLong clusterId = OptionalLong.empty();
  private boolean otherStore;
  private long revision;
  private boolean exact = true;
  private long visits;

  /**
   * Begins a pass that fetches values.
   *
   * @param known what {@link #ranges} was after the pass before; empty if there was none
   */
  static ScanPlan withValues(List<KnownRange> known) {
    return new ScanPlan(true, ReadLimits.withValues(), known);
  }

  /**
   * Begins a pass over keys alone.
   *
   * @param storedBytes see {@link ReadLimits#keysOnly}
   */
  static ScanPlan keysOnly(OptionalLong storedBytes, List<KnownRange> known) {
    return new ScanPlan(false, ReadLimits.keysOnly(storedBytes), known);
  }

  ScanPlan(boolean values, ReadLimits limits, List<KnownRange> known) {
    this.values = values;
    this.limits = limits;
    this.counted = !known.isEmpty();
    this.ahead =
        new ArrayDeque<>(
            counted ? known : List.of(new KnownRange(Key.FIRST, Optional.empty(), 0, 0)));
    this.walked = new KnownRanges(limits.ranges(), grainKeys(), grainBytes());
    this.size = new PageSize(limits);
    size.enter(ahead.element());
    settle();
  }

  /** Pages of keys alone may be small for want of an average; the ranges need not be. */
  private long grainKeys() {
    return values ? limits.pageKeys() : limits.rangeKeys() / 2;
  }

  /** The next read, the same until it is answered; empty at the end. */
  Optional<KeyRead> next() {
    if (splitter.isPresent()) {
      return splitter.get().next();
    }
    return Optional.ofNullable(ahead.peek()).map(this::read);
  }

  private KeyRead read(KnownRange range) {
    if (!counted) {
      return KeyRead.count(range.range(), 0);
    }
    return values && !refused.isNext()
        ? new KeyRead(range.range(), revision, size.limit(range), Content.VALUES)
        : new KeyRead(
            range.range(), revision, refused.isNext() ? 1 : size.limit(range), Content.KEYS);
  }

  /** Whether the next read is a page, and decides of which revision the pages after it are. */
  boolean choosesRevision() {
    return revision == 0 && !ahead.isEmpty() && !learning() && !refused.isNext();
  }

  /** All pages from now on are of this revision; 0: of the one that is present at the next. */
  void readAt(long chosen) {
    revision = chosen;
  }

  /** Whether the next read is to learn where to cut, and may count very many keys. */
  boolean learning() {
    return !counted || splitter.isPresent();
  }

  /**
   * Takes the answer to {@link #next}.
   *
   * @return entries that count: those of pages, not what was only looked at
   */
  List<KeyEntry> answered(KeyPage page) {
    if (clusterId.isEmpty()) {
      clusterId = OptionalLong.of(page.header().clusterId());
    } else if (clusterId.getAsLong() != page.header().clusterId()) {
      otherStore = true;
      return List.of();
    }
    if (splitter.isPresent()) {
      splitter.get().answered(page);
      settle();
      return List.of();
    }
    KnownRange range = ahead.pop();
    if (!counted) {
      counted = true;
      visits += page.count();
      ahead.push(new KnownRange(range.from(), range.end(), page.count(), 0));
      settle();
      return List.of();
    }
    if (refused.isNext() && revision == 0) {
      // What was refused may be of another revision than this: both are read again, at this one.
      refused.again();
      revision = page.header().revision();
      ahead.push(range);
      return List.of();
    }
    KeyPage sized = refused.isNext() ? refused.sized(page) : page;
    walk(range, sized);
    settle();
    return sized.entries();
  }

  private void walk(KnownRange range, KeyPage page) {
    List<KeyEntry> entries = page.entries();
    if (page.more() && entries.isEmpty()) {
      throw new IllegalStateException("etcd says that there are more keys and gives none");
    }
    revision = revision == 0 ? page.header().revision() : revision;
    long largest = entries.stream().mapToLong(KeyEntry::storedBytes).max().orElse(0);
    size.seen(size.limit(range), entries.size(), page.responseBytes(), largest);
    if (page.more()) {
      Key next = entries.get(entries.size() - 1).key().next();
      walked.add(range.from(), Optional.of(next), page.entries());
      ahead.push(range.after(next, page));
      return;
    }
    walked.add(range.from(), range.end(), page.entries());
    if (!ahead.isEmpty()) {
      size.enter(ahead.peek());
    }
  }

  private long grainBytes() {
    return limits.pageBytes() * 3 / 4;
  }

  /** Cuts what comes next if it is too large, and puts the ranges in its place. */
  private void settle() {
    if (splitter.isPresent() && splitter.get().next().isEmpty()) {
      List<KnownRange> ranges = splitter.get().ranges();
      for (int i = ranges.size() - 1; i >= 0; i--) {
        ahead.push(ranges.get(i));
      }
      visits += splitter.get().visits();
      splitter = Optional.empty();
    }
    if (splitter.isEmpty() && !ahead.isEmpty() && ahead.peek().keys() > limits.rangeKeys()) {
      splitter = Optional.of(new RangeSplitter(ahead.pop(), limits));
    }
  }

  /** The revision was compacted meanwhile: goes on from the same key at the present one. */
  void compacted() {
    revision = 0;
    exact = false;
  }

  /**
   * The answer was too large to be taken: asks for fewer entries, at last for one key without its
   * value.
   *
   * @param bytes of the answer; empty where the refusal does not tell
   * @return false where nothing smaller can be asked for
   */
  boolean tooLarge(OptionalLong bytes) {
    if (splitter.isPresent()) {
      return splitter.get().tooLarge();
    }
    if (refused.isNext()) {
      return false;
    }
    if (!size.shrink(size.limit(ahead.element()), bytes)) {
      if (values) {
        refused.by(bytes);
      }
      return values;
    }
    return true;
  }

  /** Whether another store answers than the one that the walk began on: what was read is void. */
  boolean otherStore() {
    return otherStore;
  }

  OptionalLong clusterId() {
    return clusterId;
  }

  /** Of the last page; 0 before the first, and after compaction before the next. */
  long revision() {
    return revision;
  }

  /** Whether all pages were of one revision. */
  boolean exact() {
    return exact;
  }

  /** Whether every value's size is known, of those that were to be read. */
  boolean sizesKnown() {
    return refused.allSizesKnown();
  }

  /** What to begin the next pass with. */
  List<KnownRange> ranges() {
    return walked.list();
  }

  /** How many keys etcd visited only for learning where to cut. */
  long visits() {
    return visits + splitter.map(RangeSplitter::visits).orElse(0L);
  }
}
