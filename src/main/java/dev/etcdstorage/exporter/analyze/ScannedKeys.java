package dev.etcdstorage.exporter.analyze;

import dev.etcdstorage.exporter.analyze.TopKeys.TopKey;
import java.util.BitSet;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The results of a scan of the keys. */
final class ScannedKeys {
  private final BitSet live = new BitSet();
  private final PrefixTally prefixes;
  private final TopKeys mostVersions;
  private final TopKeys mostHistory;
  private final TopKeys largestLive;
  private final TopKeys heaviest;

  ScannedKeys(int top, PrefixTally prefixes) {
    this.prefixes = prefixes;
    this.mostVersions = new TopKeys(top);
    this.mostHistory = new TopKeys(top);
    this.largestLive = new TopKeys(top);
    this.heaviest = new TopKeys(top);
  }

  /** The next version, in the order of revisions. */
  void add(KeyVersion version, long fingerprint, KeyTable table, int place) {
    Tally prefix = prefixes.of(version.key());
    table.enter(fingerprint);
    if (table.liveBytes() != 0) {
      prefix.supersede(table.liveBytes(), table.liveStored());
      live.clear(table.livePlace());
      table.add(false, table.liveBytes());
    }
    if (version.tombstone()) {
      prefix.addHistory(version);
      table.add(false, version.bytes());
      table.noLive();
    } else {
      prefix.addLive(version);
      table.add(true, 0);
      table.live(version.bytes(), version.storedBytes(), place);
      live.set(place);
    }
    mostHistory.offer(fingerprint, table.historyBytes());
    mostVersions.offer(fingerprint, table.versions());
    heaviest.offer(fingerprint, table.historyBytes() + table.liveBytes());
  }

  /** All versions of the keys in the table have passed. */
  void end(KeyTable table) {
    table.eachLive(largestLive::offer);
  }

  /** All keys that may be shown. */
  Set<Long> shown() {
    return Stream.of(mostVersions, mostHistory, largestLive, heaviest)
        .flatMap(top -> top.largest().stream())
        .map(TopKey::fingerprint)
        .collect(Collectors.toSet());
  }

  /** The live elements of the bucket {@code key}, by their index in it. */
  BitSet live() {
    return live;
  }

  PrefixTally prefixes() {
    return prefixes;
  }

  Collection<TopKey> mostVersions() {
    return mostVersions.largest();
  }

  Collection<TopKey> mostHistory() {
    return mostHistory.largest();
  }

  Collection<TopKey> largestLive() {
    return largestLive.largest();
  }

  /** Live and history together. */
  Collection<TopKey> heaviest() {
    return heaviest.largest();
  }
}
