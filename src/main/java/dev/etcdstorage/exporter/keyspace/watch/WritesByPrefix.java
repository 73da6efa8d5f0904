package dev.etcdstorage.exporter.keyspace.watch;

import dev.etcdstorage.exporter.etcd.KeyEvent;
import dev.etcdstorage.exporter.keyspace.prefix.Prefixes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Counts writes by prefix, of which at most {@link Prefixes#most} have a name at a time; the rest
 * is summed as {@link Prefixes#OTHER}.
 *
 * <p>While there is room, each new prefix gets a name. After that, names are given at reviews, by
 * what was written lately ({@link NamingPolicy}). Reviews are at fixed revisions, so all who watch
 * the same store come to the same names, whenever they began. Of the prefixes without a name the
 * heaviest {@value #CANDIDATES} are tracked, by Misra and Gries: if there are more, the median is
 * taken off each weight, and those with none left are forgotten.
 *
 * <p>No counter goes back, and none grows but by the events of its time: a prefix that gets a name
 * begins at 0, and what it wrote before stays in {@code other}. When it loses its name, its series
 * ends, and its count is added to a series of such prefixes, a new one each time ({@link
 * Prefixes#former}): so the sum over all series is exactly the number of events, and the sum of
 * their rates the rate of events.
 */
final class WritesByPrefix {
  static final int CANDIDATES = 1024;

  /** The first to lose its name comes first. */
  private static final Comparator<WrittenPrefix> WEAKEST =
      Comparator.comparingDouble(WrittenPrefix::claim)
          .thenComparingLong(WrittenPrefix::events)
          .thenComparing(WrittenPrefix::prefix, Comparator.reverseOrder());

  private static final Comparator<WrittenPrefix> STRONGEST =
      Comparator.comparingDouble(WrittenPrefix::claim)
          .reversed()
          .thenComparing(WrittenPrefix::prefix);

  /** The first prefix to lose its name also makes room for the series of those that lost theirs. */
  private static final int LEAST_TO_CHANGE = 2;

  private final Prefixes prefixes;
  private final Set<String> kept;
  private final NamingPolicy.ReviewSchedule schedule;
  private final WriteCounter others = new WriteCounter();
  private final Map<String, WrittenPrefix> all = new HashMap<>();
  private final List<WrittenPrefix> touched = new ArrayList<>();
  private int named;
  private double total;
  private PrefixWrites former = PrefixWrites.NONE;
  private long formerCount;

  /**
   * @param revision of the first event that may come
   */
  WritesByPrefix(Prefixes prefixes, long revision) {
    this.prefixes = prefixes;
    this.schedule = new NamingPolicy.ReviewSchedule(revision);
    this.kept =
        prefixes.own().stream()
            .limit(prefixes.most() - LEAST_TO_CHANGE)
            .collect(Collectors.toUnmodifiableSet());
    kept.forEach(this::meet);
  }

  /** Adds an event, to be counted by {@link #settle}. */
  void add(KeyEvent event, String prefix) {
    WrittenPrefix known = all.get(prefix);
    WrittenPrefix written = known == null ? meet(prefix) : known;
    if (written.add(event)) {
      touched.add(written);
    }
  }

  private WrittenPrefix meet(String prefix) {
    if (all.size() - named >= CANDIDATES) {
      shed();
    }
    WrittenPrefix met = new WrittenPrefix(prefix, favour(prefix), others);
    all.put(prefix, met);
    if (named < room()) {
      name(met);
    }
    return met;
  }

  private double favour(String prefix) {
    return prefixes.known(prefix) ? NamingPolicy.KNOWN : 1;
  }

  private void shed() {
    double[] weights =
        all.values().stream().filter(w -> !w.named()).mapToDouble(WrittenPrefix::weight).toArray();
    Arrays.sort(weights);
    double median = weights[weights.length / 2];
    all.values().removeIf(written -> !written.named() && written.lighten(median));
  }

  /** Counts what was added: its last revision is complete. */
  void settle() {
    for (int i = 0; i < touched.size(); i++) {
      total += touched.get(i).settle();
    }
    touched.clear();
  }

  /** Forgets what was added and not settled. */
  void drop() {
    touched.forEach(WrittenPrefix::drop);
    touched.clear();
  }

  /** Whether an event of this revision comes after a review; if so, settle everything before it. */
  boolean reviewDue(long revision) {
    return revision >= schedule.next();
  }

  /**
   * Decides anew which prefixes have a name, before an event of this revision; nothing may be
   * unsettled.
   */
  void review(long revision) {
    double factor = schedule.fading(revision);
    total *= factor;
    all.values().forEach(written -> written.fade(factor));
    boolean anew = schedule.reviewed(revision);
    if (all.size() > named) {
      all.values().removeIf(written -> !written.named() && NamingPolicy.nothing(written.weight()));
      if (anew) {
        rank();
      } else {
        admit();
      }
    }
  }

  /** Gives names to prefixes that are much heavier than some that have one. */
  private void admit() {
    List<WrittenPrefix> candidates =
        all.values().stream()
            .filter(w -> !w.named() && NamingPolicy.outweighs(w.claim(), 0, total))
            .sorted(STRONGEST)
            .toList();
    for (WrittenPrefix candidate : candidates) {
      WrittenPrefix weakest = weakest();
      if (!mayLeave(weakest)
          || !NamingPolicy.outweighs(candidate.claim(), weakest.claim(), total)) {
        return;
      }
      unname(weakest);
      if (named >= room()) {
        // The first to leave: the series of former prefixes needs room for a name itself.
        unname(weakest());
      }
      name(candidate);
    }
  }

  /** Gives names to the heaviest, regardless of who had one. */
  private void rank() {
    List<WrittenPrefix> ranked =
        all.values().stream()
            .filter(written -> written.named() || NamingPolicy.tier(written.claim()) > 0)
            .sorted(
                Comparator.comparing(this::mayLeave)
                    .thenComparing(w -> -NamingPolicy.tier(w.claim()))
                    .thenComparing(w -> NamingPolicy.tier(w.claim()) > 0 ? 0 : -w.events())
                    .thenComparing(WrittenPrefix::prefix))
            .toList();
    List<WrittenPrefix> chosen = ranked.subList(0, Math.min(room(), ranked.size()));
    Set<WrittenPrefix> stay = new HashSet<>(chosen);
    ranked.stream().filter(w -> w.named() && !stay.contains(w)).forEach(this::unname);
    for (WrittenPrefix written : chosen) {
      if (!written.named() && named < room()) {
        name(written);
      }
    }
  }

  private WrittenPrefix weakest() {
    return all.values().stream()
        .filter(WrittenPrefix::named)
        .min(Comparator.comparing(this::mayLeave).reversed().thenComparing(WEAKEST))
        .orElseThrow();
  }

  private boolean mayLeave(WrittenPrefix written) {
    return !kept.contains(written.prefix());
  }

  private int room() {
    return formerCount == 0 ? prefixes.most() : prefixes.most() - 1;
  }

  private void name(WrittenPrefix written) {
    written.name();
    named++;
  }

  private void unname(WrittenPrefix written) {
    PrefixWrites counted = written.unname();
    named--;
    if (counted.events() > 0) {
      former = former.plus(counted);
      formerCount++;
    }
  }

  /** Settled writes, by name. */
  Map<String, PrefixWrites> writes() {
    Map<String, PrefixWrites> writes = new HashMap<>();
    all.values().stream()
        .filter(written -> written.named() && written.events() > 0)
        .forEach(written -> writes.put(written.prefix(), written.counted()));
    if (others.events() > 0) {
      writes.put(Prefixes.OTHER, others.settled());
    }
    if (formerCount > 0) {
      writes.put(Prefixes.former(formerCount), former);
    }
    return writes;
  }

  /** Named prefixes most written lately, the heaviest first. */
  List<String> busiest() {
    return all.values().stream()
        .filter(written -> written.named() && NamingPolicy.tier(written.claim()) > 0)
        .sorted(STRONGEST)
        .map(WrittenPrefix::prefix)
        .toList();
  }
}
