package dev.etcdstorage.exporter.analyze;

import dev.etcdstorage.exporter.analyze.KeyDetails.Detail;
import dev.etcdstorage.exporter.analyze.TopKeys.TopKey;
import dev.etcdstorage.exporter.etcd.Key;
import dev.etcdstorage.exporter.keyspace.prefix.Prefixes;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The results, by name. */
final class KeyRows {
  private static final int LONGEST = 512;

  private final AnalyzeSettings settings;
  private final ScannedKeys scanned;
  private final Prefixes prefixes;

  KeyRows(AnalyzeSettings settings, ScannedKeys scanned) {
    this.settings = settings;
    this.scanned = scanned;
    this.prefixes = new Prefixes(settings.prefixes());
  }

  Prefixes prefixes() {
    return prefixes;
  }

  /** The named prefixes, and the rest; none if the rows are keys. */
  List<PrefixSums> shownPrefixes() {
    return settings.by() == By.KEY ? List.of() : scanned.prefixes().heaviest(settings.top());
  }

  /** All rows, with their details. */
  List<PrefixSums> rows(KeyDetails details) {
    if (settings.by() != By.KEY) {
      return shownPrefixes().stream().map(row -> row.by(details.writersOf(row.prefix()))).toList();
    }
    return PrefixSums.withRest(
        largestFirst(scanned.heaviest(), details)
            .map(detail -> new PrefixSums(text(detail.key()), detail.sums(), detail.writers()))
            .toList(),
        scanned.prefixes().total());
  }

  private static String text(Key key) {
    return key.text(0, key.length(), LONGEST);
  }

  /** The most that a row may have too little of. */
  long mayLackBytes() {
    return settings.by() == By.KEY ? 0 : scanned.prefixes().mayLack();
  }

  List<ShownKey> shown(Collection<TopKey> keys, KeyDetails details) {
    return largestFirst(keys, details)
        .map(
            detail ->
                new ShownKey(
                    detail.fingerprint(),
                    text(detail.key()),
                    prefixes.of(detail.key()),
                    detail.sums(),
                    detail.writers(),
                    detail.managers()))
        .toList();
  }

  private static Stream<Detail> largestFirst(Collection<TopKey> keys, KeyDetails details) {
    return keys.stream()
        .sorted(
            Comparator.comparingLong((TopKey top) -> -top.sum())
                .thenComparing(top -> details.of(top).key()))
        .map(details::of);
  }
}
