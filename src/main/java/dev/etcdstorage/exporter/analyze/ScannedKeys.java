package dev.etcdstorage.exporter.analyze;

import dev.etcdstorage.exporter.analyze.TopKeys.TopKey;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a scan of the keys finds. */
final class ScannedKeys {
  private final LiveBits live;
  private final PrefixTally prefixes;
  private final TopKeys mostVersions;
  private final TopKeys mostHistory;
  private final TopKeys largestLive;
  private final TopKeys heaviest;

  ScannedKeys(long elements, int top, PrefixTally prefixes) {
    this.live = new LiveBits(elements);
    this.prefixes = prefixes;
    this.mostVersions = new TopKeys(top);
    this.mostHistory = new TopKeys(top);
    this.largestLive = new TopKeys(top);
    this.heaviest = new TopKeys(top);
  }

  void add(KeyVersion version, long fingerprint, KeyTable table, long place) {
    byte[] key = version.key();
    boolean newest = table.enter(fingerprint);
    if (newest && !version.tombstone()) {
      live.set(place);
      prefixes.of(key).addLive(version);
      table.live(version.bytes());
      table.add(true, 0);
      offer(largestLive, fingerprint, key, version.bytes());
    } else {
      prefixes.of(key).addHistory(version);
      table.add(!version.tombstone(), version.bytes());
      offer(mostHistory, fingerprint, key, table.historyBytes());
    }
    offer(mostVersions, fingerprint, key, table.versions());
    offer(heaviest, fingerprint, key, table.historyBytes() + table.liveBytes());
  }

  private static void offer(TopKeys top, long fingerprint, byte[] key, long sum) {
    if (top.wants(fingerprint, sum)) {
      top.offer(fingerprint, key, sum);
    }
  }

  /** All keys that may be shown. */
  Set<Long> shown() {
    return Stream.of(mostVersions, mostHistory, largestLive, heaviest)
        .flatMap(top -> top.largest().stream())
        .map(TopKey::fingerprint)
        .collect(Collectors.toSet());
  }

  LiveBits live() {
    return live;
  }

  PrefixTally prefixes() {
    return prefixes;
  }

  List<TopKey> mostVersions() {
    return mostVersions.largest();
  }

  List<TopKey> mostHistory() {
    return mostHistory.largest();
  }

  List<TopKey> largestLive() {
    return largestLive.largest();
  }

  /** Live and history together. */
  List<TopKey> heaviest() {
    return heaviest.largest();
  }
}
