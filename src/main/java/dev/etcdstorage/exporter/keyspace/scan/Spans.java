package dev.etcdstorage.exporter.keyspace.scan;

import java.util.ArrayList;
import java.util.List;

/**
 * Ranges side by side, in order, without gaps. Small neighbours become one, and more of them when
 * there are too many, so that memory does not grow with the number of keys.
 */
final class Spans {
  /** Keys can have more than a megabyte each, so their number alone bounds nothing. */
  private static final long MOST_KEY_BYTES = 2L << 20;

  private final int most;
  private long grainKeys;
  private long grainBytes;
  private long keyBytes;
  private List<Span> list = new ArrayList<>();

  /**
   * Begins without any.
   *
   * @param grainKeys neighbours are joined up to this
   * @param grainBytes and up to this
   */
  Spans(int most, long grainKeys, long grainBytes) {
    this.most = most;
    this.grainKeys = grainKeys;
    this.grainBytes = grainBytes;
  }

  /** Adds what follows the last one. */
  void add(Span span) {
    append(span);
    while (list.size() > most || (list.size() > 1 && keyBytes > MOST_KEY_BYTES)) {
      grainKeys *= 2;
      grainBytes = Long.MAX_VALUE;
      List<Span> finer = list;
      list = new ArrayList<>();
      keyBytes = 0;
      finer.forEach(this::append);
    }
  }

  private void append(Span span) {
    if (!list.isEmpty()) {
      Span last = list.get(list.size() - 1);
      if (last.keys() + span.keys() <= grainKeys && last.bytes() + span.bytes() <= grainBytes) {
        list.set(list.size() - 1, last.join(span));
        return;
      }
    }
    list.add(span);
    keyBytes += span.from().length();
  }

  List<Span> list() {
    return List.copyOf(list);
  }
}
