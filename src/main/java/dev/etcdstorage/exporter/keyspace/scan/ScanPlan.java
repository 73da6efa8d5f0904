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
 * is cut first ({@link Halving}). Where pages end is remembered, so that the next pass needs no
 * counting and reads ranges of one page each.
 *
 * <p>All pages are of one revision, the first page's. Counts are of the present one: they are done
 * before the first page as far as possible, so that compaction has less time to overtake the walk.
 */
final class ScanPlan {
  private final boolean values;
  private final Limits limits;
  private final Deque<Span> ahead;
  private final Spans walked;
  private final PageSize size;
  private boolean counted;
  private Optional<Halving> halving = Optional.empty();

  private final RefusedValue refused = new RefusedValue();
  private OptionalLong clusterId = OptionalLong.empty();
  private boolean otherStore;
  private long revision;
  private boolean exact = true;
  private long visits;

  /**
   * Begins a pass that fetches values.
   *
   * @param known what {@link #spans} was after the pass before; empty if there was none
   */
  static ScanPlan withValues(List<Span> known) {
    return new ScanPlan(true, Limits.withValues(), known);
  }

  /**
   * Begins a pass over keys alone.
   *
   * @param storedBytes see {@link Limits#keysOnly}
   */
  static ScanPlan keysOnly(OptionalLong storedBytes, List<Span> known) {
    return new ScanPlan(false, Limits.keysOnly(storedBytes), known);
  }

  ScanPlan(boolean values, Limits limits, List<Span> known) {
    this.values = values;
    this.limits = limits;
    this.counted = !known.isEmpty();
    this.ahead =
        new ArrayDeque<>(counted ? known : List.of(new Span(Key.FIRST, Optional.empty(), 0, 0)));
    this.walked = new Spans(limits.spans(), grainKeys(), grainBytes());
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
    if (halving.isPresent()) {
      return halving.get().next();
    }
    return Optional.ofNullable(ahead.peek()).map(this::read);
  }

  private KeyRead read(Span span) {
    if (!counted) {
      return KeyRead.count(span.range(), 0);
    }
    return values && !refused.isNext()
        ? new KeyRead(span.range(), revision, size.limit(span), Content.VALUES)
        : new KeyRead(
            span.range(), revision, refused.isNext() ? 1 : size.limit(span), Content.KEYS);
  }

  /** Whether the next read is to learn where to cut, and may count very many keys. */
  boolean learning() {
    return !counted || halving.isPresent();
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
    if (halving.isPresent()) {
      halving.get().answered(page);
      settle();
      return List.of();
    }
    Span span = ahead.pop();
    if (!counted) {
      counted = true;
      visits += page.count();
      ahead.push(new Span(span.from(), span.end(), page.count(), 0));
      settle();
      return List.of();
    }
    if (refused.isNext() && revision == 0) {
      // What was refused may be of another revision than this: both are read again, at this one.
      refused.again();
      revision = page.header().revision();
      ahead.push(span);
      return List.of();
    }
    KeyPage sized = refused.isNext() ? refused.sized(page) : page;
    walk(span, sized);
    settle();
    return sized.entries();
  }

  private void walk(Span span, KeyPage page) {
    List<KeyEntry> entries = page.entries();
    if (page.more() && entries.isEmpty()) {
      throw new IllegalStateException("etcd says that there are more keys and gives none");
    }
    revision = revision == 0 ? page.header().revision() : revision;
    long largest = entries.stream().mapToLong(KeyEntry::storedBytes).max().orElse(0);
    size.seen(size.limit(span), entries.size(), page.responseBytes(), largest);
    if (page.more()) {
      Key next = entries.get(entries.size() - 1).key().next();
      walked.add(span.from(), Optional.of(next), page.entries());
      ahead.push(span.after(next, page));
      return;
    }
    walked.add(span.from(), span.end(), page.entries());
    if (!ahead.isEmpty()) {
      size.enter(ahead.peek());
    }
  }

  private long grainBytes() {
    return limits.pageBytes() * 3 / 4;
  }

  /** Cuts what comes next if it is too large, and puts the pieces in its place. */
  private void settle() {
    if (halving.isPresent() && halving.get().next().isEmpty()) {
      List<Span> pieces = halving.get().spans();
      for (int i = pieces.size() - 1; i >= 0; i--) {
        ahead.push(pieces.get(i));
      }
      visits += halving.get().visits();
      halving = Optional.empty();
    }
    if (halving.isEmpty() && !ahead.isEmpty() && ahead.peek().keys() > limits.rangeKeys()) {
      halving = Optional.of(new Halving(ahead.pop(), limits));
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
    if (halving.isPresent()) {
      return halving.get().tooLarge();
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
  List<Span> spans() {
    return walked.list();
  }

  /** How many keys etcd visited only for learning where to cut. */
  long visits() {
    return visits + halving.map(Halving::visits).orElse(0L);
  }
}
