package dev.etcdstorage.exporter.keyspace.scan;

import dev.etcdstorage.exporter.etcd.Key;
import dev.etcdstorage.exporter.etcd.KeyPage;
import dev.etcdstorage.exporter.etcd.KeyRange;
import dev.etcdstorage.exporter.etcd.KeyRead;
import dev.etcdstorage.exporter.etcd.KeyRead.Content;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Cuts a range of too many keys into spans of few enough, mostly by counting.
 *
 * <p>Each count costs etcd a visit of every key counted, under the lock that puts need, so the
 * number of visits is what matters. Halving bytes from the left would count all keys again and
 * again while they still share {@code /registry/}. Therefore: one look at the first key, then a
 * search for how much of it all others share ({@link Depth}; what it counts on the way is a cut of
 * its own where it cuts well), then halving by the byte that follows ({@link Half}), where one side
 * is counted and the other follows by subtraction; and so on, deeper.
 *
 * <p>Counts are of the present revision and need not agree with each other: they only say where to
 * cut, and whatever is cut, nothing is left out.
 */
final class Halving {
  /** More visits than so many of each key: keys that no such cutting suits. */
  private static final long MOST_VISITS = 40;

  private static final int FIRST_SLICE = 512;

  /** All keys of a piece begin with the prefix and go on with a byte from low to high - 1. */
  private record Fork(Key prefix, int low, int high) {
    static Optional<Fork> of(Key prefix, int low, int high) {
      return high - low > 1 ? Optional.of(new Fork(prefix, low, high)) : Optional.empty();
    }
  }

  private record Piece(
      Key from, Optional<Key> end, long keys, Optional<Key> first, Optional<Fork> fork) {
    KeyRange to(Key cut) {
      return KeyRange.of(from, cut);
    }

    /** The first key after all that begin so, if it lies in this piece. */
    Optional<Key> after(Key prefix) {
      return prefix.afterPrefix().filter(this::cuts);
    }

    boolean cuts(Key key) {
      return key.compareTo(from) > 0 && end.map(last -> key.compareTo(last) < 0).orElse(true);
    }
  }

  private sealed interface Question {}

  /** How many keys lie before prefix + pivot? */
  private record Half(Piece piece, Fork fork, int pivot) implements Question {
    Key cut() {
      return append(fork.prefix, pivot);
    }
  }

  /** Which is the first key? */
  private record First(Piece piece) implements Question {}

  /**
   * How many keys begin with the first {@code middle} bytes of the first key? All do with {@code
   * shared}, only {@code few} do with {@code parted}.
   */
  private record Depth(
      Piece piece, Key first, Key cut, int shared, int middle, int parted, long few)
      implements Question {}

  /** Which are the next few thousand keys? Costly, but always gets on. */
  private record Slice(Piece piece) implements Question {}

  private final Limits limits;
  private final long mostVisits;
  private final Deque<Piece> pieces = new ArrayDeque<>();
  private final Spans spans;
  private Optional<Question> question = Optional.empty();
  private long visits;
  private int slice;

  Halving(Span span, Limits limits) {
    this.limits = limits;
    this.mostVisits = MOST_VISITS * span.keys();
    this.slice = Math.min(FIRST_SLICE, limits.rangeKeys());
    this.spans = new Spans(limits.spans(), limits.rangeKeys(), Long.MAX_VALUE);
    pieces.push(
        new Piece(span.from(), span.end(), span.keys(), Optional.empty(), Optional.empty()));
    goOn();
  }

  /** The next read; empty when all is cut. */
  Optional<KeyRead> next() {
    return question.map(this::read);
  }

  private KeyRead read(Question asked) {
    if (asked instanceof Half half) {
      return KeyRead.count(half.piece.to(half.cut()), 0);
    }
    if (asked instanceof Depth depth) {
      return KeyRead.count(depth.piece.to(depth.cut), 0);
    }
    if (asked instanceof First first) {
      return entries(first.piece, 1);
    }
    return entries(((Slice) asked).piece, slice);
  }

  private static KeyRead entries(Piece piece, int limit) {
    return new KeyRead(new KeyRange(piece.from, piece.end), 0, limit, Content.KEYS);
  }

  /** The spans, in order, without gaps. */
  List<Span> spans() {
    return spans.list();
  }

  /** How many keys etcd visited for all this. */
  long visits() {
    return visits;
  }

  /** Takes the answer to {@link #next}. */
  void answered(KeyPage page) {
    visits += page.count();
    Question asked = question.orElseThrow();
    question = Optional.empty();
    if (asked instanceof Half half) {
      halved(half, page.count());
    } else if (asked instanceof Depth depth) {
      deeper(depth, page.count());
    } else if (asked instanceof First first) {
      begun(first.piece, page);
    } else {
      sliced(((Slice) asked).piece, page);
    }
    goOn();
  }

  /** Takes a refusal of the answer's size; false where no smaller one can be asked for. */
  boolean tooLarge() {
    boolean possible = question.orElseThrow() instanceof Slice && slice > 1;
    slice = Math.max(1, slice / 4);
    return possible;
  }

  /** Asks about the first piece that is too large still, and lets go of those that are not. */
  private void goOn() {
    while (!pieces.isEmpty() && question.isEmpty()) {
      Piece piece = pieces.pop();
      if (piece.keys <= limits.rangeKeys()) {
        spans.add(new Span(piece.from, piece.end, piece.keys, 0));
      } else if (visits > mostVisits) {
        question = Optional.of(new Slice(piece));
      } else if (piece.fork.isPresent()) {
        Fork fork = piece.fork.get();
        question = Optional.of(new Half(piece, fork, Pivot.between(fork.low, fork.high)));
      } else if (piece.first.isPresent()) {
        search(piece, piece.first.get(), 0, piece.first.get().length() + 1, 1);
      } else {
        question = Optional.of(new First(piece));
      }
    }
  }

  private void halved(Half half, long left) {
    Piece piece = half.piece;
    Fork fork = half.fork;
    push(
        piece,
        half.cut(),
        left,
        Fork.of(fork.prefix, fork.low, half.pivot),
        Fork.of(fork.prefix, half.pivot, fork.high));
  }

  private void begun(Piece piece, KeyPage page) {
    Optional<Key> first = page.entries().stream().findFirst().map(entry -> entry.key());
    pieces.push(
        new Piece(
            piece.from, piece.end, first.isEmpty() ? 0 : page.count(), first, Optional.empty()));
  }

  private void sliced(Piece piece, KeyPage page) {
    int got = page.entries().size();
    Piece now = new Piece(piece.from, piece.end, page.count(), Optional.empty(), Optional.empty());
    if (got == 0 || !page.more()) {
      pieces.push(new Piece(piece.from, piece.end, got, Optional.empty(), Optional.empty()));
    } else {
      push(now, page.entries().get(got - 1).key().next(), got, Optional.empty(), Optional.empty());
    }
  }

  private void deeper(Depth depth, long keys) {
    Piece piece = depth.piece;
    if (keys >= piece.keys) {
      search(piece, depth.first, depth.middle, depth.parted, depth.few);
    } else if (keys > piece.keys / 8) {
      push(piece, depth.cut, keys, Optional.empty(), Optional.empty());
    } else {
      search(piece, depth.first, depth.shared, depth.middle, keys);
    }
  }

  /** Looks for the longest beginning of the first key that all share. */
  private void search(Piece piece, Key first, int shared, int parted, long few) {
    int all = shared;
    while (parted - all > 1) {
      // Counting what begins with much of the first key is cheap, as few do: rather too deep.
      int middle = parted - Math.max(1, (parted - all) / 3);
      Optional<Key> cut = piece.after(first.prefix(middle));
      if (cut.isPresent()) {
        question = Optional.of(new Depth(piece, first, cut.get(), all, middle, parted, few));
        return;
      }
      all = middle;
    }
    fork(piece, first, all, few);
  }

  /** All keys share so many bytes of the first, and only a few one more. */
  private void fork(Piece piece, Key first, int shared, long few) {
    Key prefix = first.prefix(shared);
    boolean longer = shared < first.length();
    Optional<Key> beyond = piece.after(prefix);
    Optional<Key> end = beyond.isPresent() ? beyond : piece.end;
    beyond.ifPresent(
        from -> pieces.push(new Piece(from, piece.end, 0, Optional.empty(), Optional.empty())));
    Piece within = new Piece(piece.from, end, piece.keys, Optional.of(first), Optional.empty());
    int low = longer ? first.at(shared) + 1 : 0;
    Optional<Key> cut =
        longer
            ? within.after(first.prefix(shared + 1))
            : Optional.of(first.next()).filter(within::cuts);
    if (cut.isEmpty()) {
      // Only where keys vanished while they were being counted.
      pieces.push(new Piece(within.from, within.end, few, within.first, Optional.empty()));
    } else {
      push(within, cut.get(), few, Optional.empty(), Fork.of(prefix, low, highest(prefix, end)));
    }
  }

  /** One more than the largest byte that can follow the prefix before the end. */
  private static int highest(Key prefix, Optional<Key> end) {
    int length = prefix.length();
    return end.filter(key -> key.startsWith(prefix) && key.length() > length)
        .map(key -> key.at(length) + (key.length() > length + 1 ? 1 : 0))
        .orElse(256);
  }

  private void push(
      Piece piece, Key cut, long left, Optional<Fork> leftFork, Optional<Fork> rightFork) {
    long right = Math.max(0, piece.keys - left);
    Optional<Key> leftFirst = piece.first.filter(key -> key.compareTo(cut) < 0);
    Optional<Key> rightFirst = piece.first.filter(key -> key.compareTo(cut) >= 0);
    pieces.push(new Piece(cut, piece.end, right, rightFirst, rightFork));
    pieces.push(new Piece(piece.from, Optional.of(cut), left, leftFirst, leftFork));
  }

  private static Key append(Key prefix, int value) {
    byte[] bytes = new byte[prefix.length() + 1];
    System.arraycopy(prefix.toBytes(), 0, bytes, 0, prefix.length());
    bytes[prefix.length()] = (byte) value;
    return Key.of(bytes);
  }
}
