package dev.etcdstorage.exporter.keyspace.scan;

import dev.etcdstorage.exporter.etcd.Key;
import dev.etcdstorage.exporter.etcd.KeyEntry;
import dev.etcdstorage.exporter.etcd.KeyPage;
import dev.etcdstorage.exporter.etcd.KeyRead;
import dev.etcdstorage.exporter.keyspace.scan.Piece.Fork;
import dev.etcdstorage.exporter.keyspace.scan.Piece.Halves;
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
 * search for how much of it all others share ({@link SharedPrefix}; what it counts on the way is a
 * cut of its own where it cuts well), then halving by the byte that follows ({@link
 * Question.Half}), where one side is counted and the other follows by subtraction; and so on,
 * deeper.
 *
 * <p>Counts are of the present revision and need not agree with each other: they only say where to
 * cut, and whatever is cut, nothing is left out.
 */
final class Halving {
  /** More visits than so many of each key: keys that no such cutting suits. */
  private static final long MOST_VISITS = 40;

  private static final int FIRST_SLICE = 512;

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
    pieces.push(Piece.unknown(span.from(), span.end(), span.keys()));
    goOn();
  }

  /** The next read; empty when all is cut. */
  Optional<KeyRead> next() {
    return question.map(Question::read);
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
    if (asked instanceof Question.Half half) {
      halved(half, page.count());
    } else if (asked instanceof Question.Depth depth) {
      deeper(depth, page.count());
    } else if (asked instanceof Question.First first) {
      begun(first.piece(), page);
    } else if (asked instanceof Question.Slice slices) {
      sliced(slices.piece(), page);
    }
    goOn();
  }

  /** Takes a refusal of the answer's size; false where no smaller one can be asked for. */
  boolean tooLarge() {
    if (question.orElseThrow() instanceof Question.Slice slices && slice > 1) {
      slice = Math.max(1, slice / 4);
      question = Optional.of(new Question.Slice(slices.piece(), slice));
      return true;
    }
    return false;
  }

  /** Asks about the first piece that is too large still, and lets go of those that are not. */
  private void goOn() {
    while (!pieces.isEmpty() && question.isEmpty()) {
      Piece piece = pieces.pop();
      if (piece.keys() <= limits.rangeKeys()) {
        spans.add(new Span(piece.from(), piece.end(), piece.keys(), 0));
      } else if (visits > mostVisits) {
        question = Optional.of(new Question.Slice(piece, slice));
      } else if (piece.fork().isPresent()) {
        Fork fork = piece.fork().get();
        question =
            Optional.of(new Question.Half(piece, fork, Pivot.between(fork.low(), fork.high())));
      } else if (piece.first().isPresent()) {
        search(SharedPrefix.search(piece, piece.first().get()));
      } else {
        question = Optional.of(new Question.First(piece));
      }
    }
  }

  private void halved(Question.Half half, long left) {
    Fork fork = half.fork();
    push(half.piece().cut(half.cut(), left, fork.below(half.pivot()), fork.from(half.pivot())));
  }

  private void begun(Piece piece, KeyPage page) {
    Optional<Key> first = page.entries().stream().findFirst().map(KeyEntry::key);
    pieces.push(piece.begun(first, first.isEmpty() ? 0 : page.count()));
  }

  private void sliced(Piece piece, KeyPage page) {
    int got = page.entries().size();
    if (got == 0 || !page.more()) {
      pieces.push(piece.counted(got));
    } else {
      push(piece.counted(page.count()).cut(page.entries().get(got - 1).key().next(), got));
    }
  }

  private void deeper(Question.Depth depth, long keys) {
    SharedPrefix search = depth.search();
    long all = search.piece().keys();
    if (keys >= all) {
      search(search.deeper(depth.middle()));
    } else if (keys > all / 8) {
      push(search.piece().cut(depth.cut(), keys));
    } else {
      search(search.shallower(depth.middle(), keys));
    }
  }

  /** Goes on with the search, or with the pieces that it found. */
  private void search(SharedPrefix search) {
    question = search.question();
    if (question.isEmpty()) {
      List<Piece> found = search.pieces();
      for (int i = found.size() - 1; i >= 0; i--) {
        pieces.push(found.get(i));
      }
    }
  }

  private void push(Halves halves) {
    pieces.push(halves.right());
    pieces.push(halves.left());
  }
}
