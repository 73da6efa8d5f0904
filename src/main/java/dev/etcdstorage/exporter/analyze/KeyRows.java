package dev.etcdstorage.exporter.analyze;

import dev.etcdstorage.exporter.analyze.TopKeys.TopKey;
import dev.etcdstorage.exporter.etcd.Key;
import dev.etcdstorage.exporter.keyspace.prefix.Prefixes;
import java.util.List;

/** What was found, by name. */
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

  /** The prefixes that are named, and the rest; none where the rows are keys. */
  List<PrefixSums> shownPrefixes() {
    return settings.by() == By.KEY ? List.of() : scanned.prefixes().heaviest(settings.top());
  }

  /** All rows, with what the details tell. */
  List<PrefixSums> rows(KeyDetails details) {
    if (settings.by() != By.KEY) {
      return shownPrefixes().stream().map(row -> row.by(details.writersOf(row.prefix()))).toList();
    }
    return PrefixSums.withRest(
        scanned.heaviest().stream()
            .map(
                top ->
                    new PrefixSums(
                        text(top.key()), details.of(top).sums(), details.of(top).writers()))
            .toList(),
        scanned.prefixes().total());
  }

  private static String text(Key key) {
    return key.text(0, key.length(), LONGEST);
  }

  /** What a row may have too little of. */
  long mayLackBytes() {
    return settings.by() == By.KEY ? 0 : scanned.prefixes().mayLack();
  }

  List<ShownKey> shown(List<TopKey> keys, KeyDetails details) {
    return keys.stream()
        .map(
            top -> {
              KeyDetails.Detail detail = details.of(top);
              return new ShownKey(
                  top.fingerprint(),
                  text(top.key()),
                  prefixes.of(top.key()),
                  detail.sums(),
                  detail.writers(),
                  detail.managers());
            })
        .toList();
  }
}
