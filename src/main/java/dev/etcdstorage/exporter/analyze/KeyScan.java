package dev.etcdstorage.exporter.analyze;

import dev.etcdstorage.exporter.bbolt.BoltBucket;
import dev.etcdstorage.exporter.bbolt.BoltFile;
import dev.etcdstorage.exporter.bbolt.BoltFileException;
import dev.etcdstorage.exporter.bbolt.BoltPage;
import dev.etcdstorage.exporter.bbolt.BucketWalk;
import dev.etcdstorage.exporter.keyspace.prefix.Prefixes;
import java.io.IOException;

/**
 * Sums the versions in the bucket {@code key} in the order of revisions: the last one of each key
 * is its newest. If the heap has no room for all keys, it makes several passes, each over a part of
 * the keys.
 */
final class KeyScan {
  private static final int MOST_WALKS = 1 << 12;

  private final AnalyzeSettings settings;
  private final KeyVersion version = new KeyVersion();
  private int walks = 1;
  private int walk;
  private int place;
  private ScannedKeys found;
  private KeyTable table;

  KeyScan(AnalyzeSettings settings) {
    this.settings = settings;
    this.found = fresh();
    this.table = new KeyTable(settings.tableBytes());
  }

  private ScannedKeys fresh() {
    return new ScannedKeys(settings.top(), new PrefixTally(new Prefixes(settings.prefixes())));
  }

  /** The next page of the bucket. */
  void leaf(BoltPage page) throws BoltFileException {
    for (int i = 0; i < page.count() && !table.full(); i++) {
      version.read(page, i);
      long fingerprint = version.fingerprint();
      if ((fingerprint & (walks - 1)) == walk) {
        found.add(version, fingerprint, table, place);
      }
      place++;
    }
    if (place / Byte.SIZE > settings.tableBytes()) {
      throw new BoltFileException(
          "it has more than %d versions of keys, which take more heap than there is; give it more:"
                  .formatted(place)
              + " JAVA_OPTS=-Xmx512m");
    }
  }

  /**
   * The results, once all pages of the bucket have passed once.
   *
   * @param elements how many the bucket has
   */
  ScannedKeys end(BoltFile file, BoltBucket bucket, long elements, AnalyzeProgress progress)
      throws IOException {
    while (table.full()) {
      walks *= 2;
      if (walks > MOST_WALKS) {
        throw new IllegalStateException("the heap has no room for a 4096th part of the keys");
      }
      found = fresh();
      for (walk = 0; walk < walks; walk++) {
        table = new KeyTable(settings.tableBytes());
        place = 0;
        BucketWalk.forward(
            file,
            bucket,
            page -> {
              leaf(page);
              progress.keys(place, elements, walk + 1, walks);
            });
        if (table.full()) {
          break;
        }
        found.end(table);
      }
    }
    if (walks == 1) {
      found.end(table);
    }
    return found;
  }
}
