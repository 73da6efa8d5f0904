package dev.etcdstorage.exporter.keyspace.scan;

import dev.etcdstorage.exporter.etcd.Key;
import dev.etcdstorage.exporter.etcd.KeyEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Adjacent ranges, in order, without gaps. Small neighbours are joined, and more of them when there
 * are too many, so that memory does not grow with the number of keys.
 */
final class KnownRanges {
  /**
   * A key can have more than a megabyte, so a limit on the number of ranges alone is not enough.
   */
  private static final long MOST_KEY_BYTES = 2L << 20;

  private final int most;
  private final long answerBytes;
  private long grainKeys;
  private long grainBytes;
  private long keyBytes;
  private long keys;
  private List<KnownRange> list = new ArrayList<>();

  /**
   * @param grainKeys neighbours are joined up to this
   * @param grainBytes and up to this
   */
  KnownRanges(int most, long grainKeys, long grainBytes) {
    this.most = most;
    this.answerBytes = grainBytes;
    this.grainKeys = grainKeys;
    this.grainBytes = grainBytes;
  }

  /**
   * Adds a page's contents, in ranges that fit one good answer each: an answer that was far too
   * large would otherwise be requested again, at the limit that its small entries allow.
   */
  void add(Key from, Optional<Key> end, List<KeyEntry> entries) {
    Key begin = from;
    int keys = 0;
    long bytes = 0;
    for (KeyEntry entry : entries) {
      if (keys > 0 && bytes + entry.storedBytes() > answerBytes) {
        add(new KnownRange(begin, Optional.of(entry.key()), keys, bytes));
        begin = entry.key();
        keys = 0;
        bytes = 0;
      }
      keys++;
      bytes += entry.storedBytes();
    }
    add(new KnownRange(begin, end, keys, bytes));
  }

  /** Adds the range after the last one. */
  void add(KnownRange range) {
    keys += range.keys();
    append(range);
    while (list.size() > most || (list.size() > 1 && keyBytes > MOST_KEY_BYTES)) {
      grainKeys *= 2;
      grainBytes = Long.MAX_VALUE;
      List<KnownRange> finer = list;
      list = new ArrayList<>();
      keyBytes = 0;
      finer.forEach(this::append);
    }
  }

  private void append(KnownRange range) {
    if (!list.isEmpty()) {
      KnownRange last = list.get(list.size() - 1);
      if (last.keys() + range.keys() <= grainKeys && last.bytes() + range.bytes() <= grainBytes) {
        list.set(list.size() - 1, last.join(range));
        return;
      }
    }
    list.add(range);
    keyBytes += range.from().length();
  }

  boolean isEmpty() {
    return list.isEmpty();
  }

  /** In all of them. */
  long keys() {
    return keys;
  }

  List<KnownRange> list() {
    return List.copyOf(list);
  }
}
