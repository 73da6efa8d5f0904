package dev.etcdstorage.exporter.keyspace.scan;

import dev.etcdstorage.exporter.etcd.Key;
import dev.etcdstorage.exporter.etcd.KeyEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Ranges side by side, in order, without gaps. Small neighbours become one, and more of them when
 * there are too many, so that memory does not grow with the number of keys.
 */
final class Spans {
  /** Keys can have more than a megabyte each, so their number alone bounds nothing. */
  private static final long MOST_KEY_BYTES = 2L << 20;

  private final int most;
  private final long answerBytes;
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
    this.answerBytes = grainBytes;
    this.grainKeys = grainKeys;
    this.grainBytes = grainBytes;
  }

  /**
   * Adds what a page held, in spans of one good answer each: an answer that was far too large would
   * else be asked for again, at the limit that its small entries allow.
   */
  void add(Key from, Optional<Key> end, List<KeyEntry> entries) {
    Key begin = from;
    int keys = 0;
    long bytes = 0;
    for (KeyEntry entry : entries) {
      if (keys > 0 && bytes + entry.storedBytes() > answerBytes) {
        add(new Span(begin, Optional.of(entry.key()), keys, bytes));
        begin = entry.key();
        keys = 0;
        bytes = 0;
      }
      keys++;
      bytes += entry.storedBytes();
    }
    add(new Span(begin, end, keys, bytes));
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
