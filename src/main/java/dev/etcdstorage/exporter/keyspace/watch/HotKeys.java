package dev.etcdstorage.exporter.keyspace.watch;

import dev.etcdstorage.exporter.etcd.Key;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.datasketches.frequencies.ErrorType;
import org.apache.datasketches.frequencies.ItemsSketch;

/**
 * The keys with the most puts in this hour and the one before, in bounded memory.
 *
 * <p>Each hour has a sketch of frequent items with {@value #SIZE} slots. It gives a lower and an
 * upper bound of any key's puts, at most 3.5 / {@value #SIZE} (0.35%) of that hour's puts apart. A
 * key with more than that share is always found, and while fewer than 768 keys are put in an hour
 * the figures are exact. Only the first {@value #LONGEST} bytes of a key are kept: longer keys that
 * share them count as one.
 */
final class HotKeys {
  static final int SIZE = 1024;
  static final int LONGEST = 512;
  static final int SHOWN = 20;
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Comparator<HotKey> MOST_FIRST =
      Comparator.comparingLong(HotKey::atLeast).thenComparingLong(HotKey::atMost).reversed();

  private final boolean hide;
  private Instant began;
  private ItemsSketch<Key> before = new ItemsSketch<>(SIZE);
  private ItemsSketch<Key> present = new ItemsSketch<>(SIZE);

  /** Puts whose revision is not complete. Merged when it is, so that bounds stay bounds. */
  private final ItemsSketch<Key> held = new ItemsSketch<>(SIZE);

  /**
   * @param hide show prefixes, never keys
   */
  HotKeys(boolean hide, Instant now) {
    this.hide = hide;
    this.began = now;
  }

  /** Counts a put. */
  void add(Key key) {
    present.update(kept(key));
  }

  /** Counts a put only if {@link #settle} follows. */
  void hold(Key key) {
    held.update(kept(key));
  }

  /** Counts what was held. */
  void settle() {
    if (!held.isEmpty()) {
      present.merge(held);
      held.reset();
    }
  }

  /** Forgets what was held. */
  void drop() {
    if (!held.isEmpty()) {
      held.reset();
    }
  }

  private static Key kept(Key key) {
    return key.length() <= LONGEST ? key : key.prefix(LONGEST);
  }

  /** Begins another hour when one is over. */
  void rotate(Instant now) {
    if (now.isBefore(began.plus(HOUR))) {
      return;
    }
    boolean nothingSince = !now.isBefore(began.plus(HOUR.multipliedBy(2)));
    before = nothingSince ? new ItemsSketch<>(SIZE) : present;
    present = new ItemsSketch<>(SIZE);
    began = nothingSince ? now : began.plus(HOUR);
  }

  /** The keys with the most puts, most first. Hidden keys have one line each, with the prefix. */
  List<HotKey> top(Function<Key, String> prefix) {
    Set<Key> found = new HashSet<>();
    collect(before, found);
    collect(present, found);
    List<HotKey> all = new ArrayList<>();
    for (Key key : found) {
      all.add(
          new HotKey(
              Optional.of(key),
              "",
              before.getLowerBound(key) + present.getLowerBound(key),
              before.getUpperBound(key) + present.getUpperBound(key)));
    }
    return all.stream().sorted(MOST_FIRST).limit(SHOWN).map(hot -> shown(hot, prefix)).toList();
  }

  private static void collect(ItemsSketch<Key> sketch, Set<Key> into) {
    for (var row : sketch.getFrequentItems(0, ErrorType.NO_FALSE_NEGATIVES)) {
      into.add(row.getItem());
    }
  }

  private HotKey shown(HotKey hot, Function<Key, String> prefix) {
    return new HotKey(
        hot.key().filter(key -> !hide),
        hot.key().map(prefix).orElse(""),
        hot.atLeast(),
        hot.atMost());
  }
}
