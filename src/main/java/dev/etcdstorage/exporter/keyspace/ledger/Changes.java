package dev.etcdstorage.exporter.keyspace.ledger;

import dev.etcdstorage.exporter.etcd.KeyEvent;
import dev.etcdstorage.exporter.keyspace.prefix.Prefixes;
import dev.etcdstorage.exporter.keyspace.scan.Live;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;

/**
 * What the events after one revision change, by prefix. Added to the live data at that revision it
 * gives the live data now: exact in keys, and in bytes except for replaced or deleted versions of
 * unknown size. Each of these is taken to be as large as its prefix's keys were on average.
 *
 * <p>At most {@value #AT_ONCE} prefixes are told apart, or as many as may have a name; others are
 * summed as {@link Prefixes#OTHER}.
 */
final class Changes {
  static final int AT_ONCE = 1024;

  /** Of one prefix. */
  private static final class Change {
    private long keys;
    private long versions;
    private long bytes;

    /** Gone versions of unknown size, replaced or deleted. */
    private long unknown;

    /** The deleted ones of these: how often they had been put is not known either. */
    private long deleted;

    void add(Change other) {
      keys += other.keys;
      versions += other.versions;
      bytes += other.bytes;
      unknown += other.unknown;
      deleted += other.deleted;
    }

    /**
     * The mean size of a version of which nothing is known: that at the scan; if there was none,
     * that since.
     */
    double mean(Live before) {
      return before.keys() > 0
          ? (double) before.bytes() / before.keys()
          : Math.max(0, (double) bytes / Math.max(1, keys + unknown));
    }

    double guessed(Live before) {
      return unknown * mean(before);
    }

    Live after(Live before) {
      double puts = before.keys() > 0 ? (double) before.versions() / before.keys() : 1;
      long now = Math.max(0, before.keys() + keys);
      return new Live(
          now,
          Math.max(now, before.versions() + versions - Math.round(deleted * puts)),
          Math.max(0, before.bytes() + bytes - Math.round(guessed(before))));
    }
  }

  private final long since;
  private final int most;
  private final Map<String, Change> byPrefix = new HashMap<>();
  private long young;

  /**
   * @param since only events after this revision count
   * @param most prefixes may have a name
   */
  Changes(long since, int most) {
    this.since = since;
    this.most = most;
  }

  long since() {
    return since;
  }

  /**
   * Adds an event.
   *
   * @param at where {@code sizes} has the version before it; negative where it does not, or where
   *     there was none
   */
  void add(KeyEvent event, String prefix, KnownSizes sizes, int at) {
    if (event.revision() <= since) {
      return;
    }
    Change change = change(prefix);
    if (event.delete()) {
      change.keys--;
    } else {
      change.keys += event.version() == 1 ? 1 : 0;
      change.versions++;
      change.bytes += (long) event.key().length() + event.valueBytes();
      young++;
    }
    if (at >= 0) {
      change.bytes -= sizes.size(at);
      change.versions -= event.delete() ? sizes.version(at) : 0;
      young -= sizes.revision(at) > since ? 1 : 0;
    } else if (event.version() != 1) {
      change.unknown++;
      change.deleted += event.delete() ? 1 : 0;
    }
  }

  private Change change(String prefix) {
    Change known = byPrefix.get(prefix);
    if (known != null) {
      return known;
    }
    String name = byPrefix.size() < Math.max(AT_ONCE, most) ? prefix : Prefixes.OTHER;
    return byPrefix.computeIfAbsent(name, any -> new Change());
  }

  /** Live keys that were written since, as far as known; those written twice count once. */
  long young() {
    return young;
  }

  /**
   * The live data now, by name. A prefix that the scan did not find gets a name where there is
   * room, the heaviest first; but not if the scan found more prefixes than names, since it may then
   * be one of those.
   *
   * @param before by name, as the scan found it
   */
  Map<String, Live> after(Map<String, Live> before) {
    Map<String, Live> now = new HashMap<>(before);
    Map<String, Change> named = named(before);
    named.forEach(
        (name, change) -> now.put(name, change.after(before.getOrDefault(name, Live.NONE))));
    now.values().removeIf(live -> live.keys() == 0);
    return now;
  }

  /** How many of these bytes are guessed: those taken off for versions of unknown size. */
  long guessedBytes(Map<String, Live> before) {
    return Math.round(
        named(before).entrySet().stream()
            .mapToDouble(e -> e.getValue().guessed(before.getOrDefault(e.getKey(), Live.NONE)))
            .sum());
  }

  private Map<String, Change> named(Map<String, Live> before) {
    Map<String, Change> named = new HashMap<>();
    List<Entry<String, Change>> heaviest =
        byPrefix.entrySet().stream()
            .sorted(
                Comparator.<Entry<String, Change>>comparingLong(e -> -e.getValue().bytes)
                    .thenComparing(Entry.comparingByKey()))
            .toList();
    long room = before.containsKey(Prefixes.OTHER) ? 0 : most - before.size();
    for (Entry<String, Change> each : heaviest) {
      String prefix = each.getKey();
      boolean other = prefix.equals(Prefixes.OTHER);
      boolean own = before.containsKey(prefix) || (!other && room-- > 0);
      named
          .computeIfAbsent(own ? prefix : Prefixes.OTHER, any -> new Change())
          .add(each.getValue());
    }
    return named;
  }
}
