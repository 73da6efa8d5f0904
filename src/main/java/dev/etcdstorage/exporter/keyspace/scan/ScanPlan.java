package dev.etcdstorage.exporter.keyspace.scan;

import dev.etcdstorage.exporter.etcd.Key;
import dev.etcdstorage.exporter.etcd.KeyEntry;
import dev.etcdstorage.exporter.etcd.KeyPage;
import dev.etcdstorage.exporter.etcd.KeyRead;
import dev.etcdstorage.exporter.etcd.KeyRead.Content;
import dev.etcdstorage.exporter.etcd.StoreHeader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which read comes next, so that each key comes exactly once. Pure: does not read, has no clock.
 *
 * <p>etcd counts the whole range of every read, so a page of an open range costs as much as all
 * keys after it. Hence a range that is known to hold too many keys is read piece by piece: the end
 * of a piece is guessed ({@link Reach}), and the answer tells how many keys are in it and how many
 * are left after it. The ends of pages are remembered, so the next scan guesses nothing and reads
 * ranges of one page each.
 *
 * <p>All reads are of one revision, the first one's.
 */
final class ScanPlan {
  private static final int PAGES = 4;

  private final boolean values;
  private final ReadLimits limits;
  private final Deque<KnownRange> ahead;
  private final KnownRanges walked;
  private final PageSize size;
  private final Reach reach = new Reach();

  /** What comes after {@link #ahead}; empty if that is all. */
  private Optional<FirstRanges> resources = Optional.empty();

  private long stored;

  /** Where the next read ends; empty: where its range does. */
  private Optional<Key> cut = Optional.empty();

  private final OversizedValue refused = new OversizedValue();
  private Optional<StoreHeader> store = Optional.empty();
  private boolean otherStore;
  private long revision;
  private boolean exact = true;

  /**
   * Begins a scan that fetches values.
   *
   * @param known {@link #ranges} after the scan before; empty if there was none
   */
  static ScanPlan withValues(List<KnownRange> known) {
    return new ScanPlan(true, ReadLimits.withValues(), known);
  }

  /**
   * Begins a scan of keys alone.
   *
   * @param storedBytes see {@link ReadLimits#keysOnly}
   */
  static ScanPlan keysOnly(OptionalLong storedBytes, List<KnownRange> known) {
    return new ScanPlan(false, ReadLimits.keysOnly(storedBytes), known);
  }

  ScanPlan(boolean values, ReadLimits limits, List<KnownRange> known) {
    this.values = values;
    this.limits = limits;
    this.ahead =
        new ArrayDeque<>(
            known.isEmpty() ? List.of(KnownRange.unknown(Key.FIRST, Optional.empty())) : known);
    this.walked = new KnownRanges(limits.ranges(), grainKeys(), limits.grainBytes());
    this.size = new PageSize(limits);
    size.enter(ahead.element());
    aim();
  }

  /** Pages of keys alone may be small because no average is known; the ranges need not be. */
  private long grainKeys() {
    return values ? limits.pageKeys() : limits.rangeKeys() / 2;
  }

  /** The next read, the same until it is answered; empty at the end. */
  Optional<KeyRead> next() {
    return Optional.ofNullable(ahead.peek()).map(range -> read(piece(range)));
  }

  /**
   * Takes the store's number of keys, as far as its member tells, before anything is read. A store
   * of many keys that was never scanned is then not counted whole.
   */
  void holds(long keys) {
    if (walked.isEmpty() && ahead.element().isAll() && keys > limits.rangeKeys()) {
      stored = keys;
      ahead.clear();
      ahead.add(FirstRanges.first());
      resources = Optional.of(new FirstRanges());
      aim();
    }
  }

  /** The part of the range to read next. */
  private KnownRange piece(KnownRange range) {
    return cut.isPresent() ? KnownRange.unknown(range.from(), cut) : range;
  }

  private KeyRead read(KnownRange range) {
    return values && !refused.isNext()
        ? new KeyRead(range.range(), revision, size.limit(range), Content.VALUES)
        : new KeyRead(
            range.range(), revision, refused.isNext() ? 1 : size.limit(range), Content.KEYS);
  }

  /** Whether the next read determines the revision of those after it. */
  boolean choosesRevision() {
    return revision == 0 && !ahead.isEmpty() && !refused.isNext();
  }

  /** All pages from now on are of this revision; 0: of the present one at the next page. */
  void readAt(long chosen) {
    revision = chosen;
  }

  /**
   * Takes the answer to {@link #next}.
   *
   * @return its entries, if they count
   */
  List<KeyEntry> answered(KeyPage page) {
    otherStore = store.filter(last -> last.clusterId() != page.header().clusterId()).isPresent();
    if (otherStore) {
      return List.of();
    }
    store = Optional.of(page.header());
    if (refused.isNext() && revision == 0) {
      // The refused read may be of another revision than this: both are read again, at this one.
      refused.again();
      revision = page.header().revision();
      return List.of();
    }
    KeyPage sized = refused.isNext() ? refused.sized(page) : page;
    walk(sized);
    aim();
    return sized.entries();
  }

  private void walk(KeyPage page) {
    List<KeyEntry> entries = page.entries();
    if (page.more() && entries.isEmpty()) {
      throw new IllegalStateException("etcd says that there are more keys and gives none");
    }
    revision = revision == 0 ? page.header().revision() : revision;
    KnownRange whole = ahead.pop();
    KnownRange range = piece(whole);
    long largest = entries.stream().mapToLong(KeyEntry::storedBytes).max().orElse(0);
    size.seen(size.limit(range), entries.size(), page.responseBytes(), largest);
    reach.seen(entries);
    cut.ifPresent(at -> ahead.push(whole.from(at, page.count())));
    if (page.more()) {
      Key next = entries.get(entries.size() - 1).key().next();
      walked.add(range.from(), Optional.of(next), page.entries());
      ahead.push(range.after(next, page));
      return;
    }
    walked.add(range.from(), range.end(), page.entries());
    if (ahead.isEmpty()) {
      resources.map(next -> next.next(walked.list())).ifPresent(ahead::addAll);
    }
    if (!ahead.isEmpty()) {
      size.enter(ahead.peek());
    }
  }

  /** Reads the next range piece by piece if it is too large. */
  private void aim() {
    cut =
        Optional.ofNullable(ahead.peek())
            .filter(range -> range.keys() > limits.rangeKeys())
            .flatMap(range -> reach.end(range, wanted(range)));
  }

  /** Some pages, since less than a page costs a read all the same. */
  private int wanted(KnownRange range) {
    return Math.min(PAGES * size.limit(range.unknown()), limits.rangeKeys() / 2);
  }

  /** The revision was compacted meanwhile: goes on from the same key at the present one. */
  void compacted() {
    revision = 0;
    exact = false;
  }

  /**
   * The answer was too large: requests fewer entries, in the end one key without its value.
   *
   * @param bytes of the answer; empty where the refusal does not tell
   * @return false if nothing smaller can be requested
   */
  boolean tooLarge(OptionalLong bytes) {
    if (refused.isNext()) {
      return false;
    }
    if (!size.shrink(size.limit(piece(ahead.element())), bytes)) {
      if (values) {
        refused.by(bytes);
      }
      return values;
    }
    return true;
  }

  /** Whether another store answers than the one that the scan began on: what was read is void. */
  boolean otherStore() {
    return otherStore;
  }

  /** Of the last page; empty before the first. */
  Optional<StoreHeader> store() {
    return store;
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

  /** The ranges to begin the next scan with. */
  List<KnownRange> ranges() {
    return walked.list();
  }

  /** How many keys are left, by what is known now. */
  long left() {
    return Math.max(stored - walked.keys(), ahead.stream().mapToLong(KnownRange::keys).sum());
  }
}
